
import core.constraints
import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
from decimal import Decimal
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('shop', '0001_initial'),
        ('vouchers', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='TierDraft',
            fields=[
                ('shop', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='shop.shop', verbose_name='shop')),
                ('plan', models.JSONField()),
                ('author', models.CharField(max_length=50, verbose_name='author')),
                ('saved_at', models.DateTimeField(verbose_name='saved')),
            ],
            options={
                'verbose_name': 'draft of tiers',
                'verbose_name_plural': 'drafts of tiers',
            },
        ),
        migrations.CreateModel(
            name='Scheme',
            fields=[
                ('shop', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='shop.shop', verbose_name='shop')),
                ('window', models.CharField(choices=[('lifetime', 'all orders ever'), ('months', 'the last months'), ('year', 'the calendar year')], default='lifetime', max_length=10, verbose_name='orders that count')),
                ('months', models.PositiveSmallIntegerField(default=12, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(120)], verbose_name='months')),
                ('with_tax', models.BooleanField(default=True, verbose_name='tax counts')),
                ('with_shipping', models.BooleanField(default=False, verbose_name='shipping counts')),
                ('before_discount', models.BooleanField(default=False, verbose_name='goods count before discounts')),
                ('grace_days', models.PositiveSmallIntegerField(default=0, validators=[django.core.validators.MaxValueValidator(3660)], verbose_name='days of grace')),
                ('notice_days', models.PositiveSmallIntegerField(default=30, validators=[django.core.validators.MaxValueValidator(366)], verbose_name='days of notice')),
                ('excluded_groups', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), blank=True, default=list, verbose_name='groups without tiers')),
            ],
            options={
                'verbose_name': 'measure',
                'verbose_name_plural': 'measures',
                'constraints': [models.CheckConstraint(condition=models.Q(('months__range', (1, 120))), name='tier_window_has_months')],
            },
        ),
        migrations.CreateModel(
            name='Tier',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('minimum', models.DecimalField(decimal_places=2, max_digits=12, validators=[django.core.validators.MinValueValidator(Decimal('0'))], verbose_name='minimum spend')),
                ('perks', models.TextField(blank=True, max_length=1000, verbose_name='advantages')),
                ('colour', models.CharField(default='#8c6a3f', max_length=7, validators=[django.core.validators.RegexValidator('^#[0-9a-f]{6}$')], verbose_name='colour')),
                ('mail', models.BooleanField(default=True, verbose_name='write to who reaches it')),
                ('voucher_kind', models.CharField(blank=True, choices=[('amount', 'an amount'), ('percent', 'a percentage')], max_length=10, verbose_name='voucher')),
                ('voucher_worth', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, verbose_name='worth')),
                ('voucher_days', models.PositiveSmallIntegerField(default=30, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(3660)], verbose_name='days it is valid')),
                ('retired_at', models.DateTimeField(blank=True, null=True, verbose_name='taken out')),
                ('group', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.customergroup', verbose_name='group')),
                ('shop', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.shop', verbose_name='shop')),
            ],
            options={
                'verbose_name': 'tier',
                'verbose_name_plural': 'tiers',
            },
        ),
        migrations.CreateModel(
            name='Move',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('up', models.BooleanField(verbose_name='up')),
                ('cause', models.CharField(choices=[('order', 'an order'), ('refund', 'a refund'), ('cancellation', 'a cancellation'), ('time', 'older orders count no more'), ('hand', 'by hand'), ('change', 'the tiers changed'), ('person', 'the account changed')], max_length=20, verbose_name='cause')),
                ('spent', models.DecimalField(decimal_places=2, max_digits=20, verbose_name='spent')),
                ('minimum', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='threshold')),
                ('author', models.CharField(max_length=50, verbose_name='author')),
                ('at', models.DateTimeField(verbose_name='when')),
                ('customer', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.customer', verbose_name='customer')),
                ('order', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.order', verbose_name='order')),
                ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.shop', verbose_name='shop')),
                ('after', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tiers.tier', verbose_name='tier after')),
                ('before', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tiers.tier', verbose_name='tier before')),
            ],
            options={
                'verbose_name': 'move',
                'verbose_name_plural': 'moves',
            },
        ),
        migrations.CreateModel(
            name='TierChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='number')),
                ('before', models.JSONField()),
                ('after', models.JSONField()),
                ('grandfathered', models.BooleanField(verbose_name='tiers kept')),
                ('author', models.CharField(max_length=50, verbose_name='author')),
                ('at', models.DateTimeField(verbose_name='when')),
                ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.shop', verbose_name='shop')),
                ('undoes', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='undone_by', to='tiers.tierchange', verbose_name='undoes')),
            ],
            options={
                'verbose_name': 'change of tiers',
                'verbose_name_plural': 'changes of tiers',
            },
        ),
        migrations.CreateModel(
            name='Pin',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at_least', models.BooleanField(default=False, verbose_name='higher tiers stay open')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='reason')),
                ('until', models.DateTimeField(blank=True, null=True, verbose_name='until')),
                ('author', models.CharField(max_length=50, verbose_name='author')),
                ('made_at', models.DateTimeField(verbose_name='made')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='ended')),
                ('customer', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.customer', verbose_name='customer')),
                ('shop', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.shop', verbose_name='shop')),
                ('tier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tiers.tier', verbose_name='tier')),
                ('change', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tiers.tierchange')),
            ],
            options={
                'verbose_name': 'pinned tier',
                'verbose_name_plural': 'pinned tiers',
            },
        ),
        migrations.CreateModel(
            name='TierReward',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.customer')),
                ('tier', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tiers.tier')),
                ('voucher', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vouchers.voucher')),
            ],
            options={
                'verbose_name': 'tier’s voucher',
                'verbose_name_plural': 'tiers’ vouchers',
            },
        ),
        migrations.CreateModel(
            name='TierStanding',
            fields=[
                ('customer', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='shop.customer', verbose_name='customer')),
                ('since', models.DateTimeField(verbose_name='since')),
                ('below_since', models.DateTimeField(blank=True, null=True, verbose_name='below it since')),
                ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.shop')),
                ('tier', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tiers.tier', verbose_name='tier')),
            ],
            options={
                'verbose_name': 'standing',
                'verbose_name_plural': 'standings',
            },
        ),
        migrations.CreateModel(
            name='Spend',
            fields=[
                ('order', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='shop.order', verbose_name='order')),
                ('at', models.DateTimeField(verbose_name='counts from')),
                ('goods', models.DecimalField(decimal_places=2, max_digits=20)),
                ('goods_excl_tax', models.DecimalField(decimal_places=2, max_digits=20)),
                ('gross', models.DecimalField(decimal_places=2, max_digits=20)),
                ('gross_excl_tax', models.DecimalField(decimal_places=2, max_digits=20)),
                ('shipping', models.DecimalField(decimal_places=2, max_digits=20)),
                ('shipping_excl_tax', models.DecimalField(decimal_places=2, max_digits=20)),
                ('customer', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.customer')),
                ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.shop')),
            ],
            options={
                'verbose_name': 'spend',
                'verbose_name_plural': 'spends',
                'indexes': [models.Index(fields=['customer', 'at'], name='spend_by_customer')],
                'constraints': [models.CheckConstraint(condition=models.Q(('goods__gte', 0), ('goods_excl_tax__gte', 0), ('gross__gte', 0), ('gross_excl_tax__gte', 0), ('shipping__gte', 0), ('shipping_excl_tax__gte', 0)), name='spend_not_negative'), core.constraints.SameShop('order', name='spend_order_same_shop'), core.constraints.SameShop('customer', name='spend_customer_same_shop')],
            },
        ),
        migrations.AddConstraint(
            model_name='tier',
            constraint=models.UniqueConstraint(condition=models.Q(('retired_at', None)), fields=('shop', 'minimum'), name='tier_minimum_once_per_shop'),
        ),
        migrations.AddConstraint(
            model_name='tier',
            constraint=models.UniqueConstraint(condition=models.Q(('retired_at', None)), fields=('shop', 'name'), name='tier_name_once_per_shop'),
        ),
        migrations.AddConstraint(
            model_name='tier',
            constraint=models.CheckConstraint(condition=models.Q(('minimum__gte', 0)), name='tier_minimum_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='tier',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='tier_has_a_name'),
        ),
        migrations.AddConstraint(
            model_name='tier',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('voucher_kind', ''), ('voucher_worth', None)), models.Q(('voucher_kind', 'amount'), ('voucher_worth__gt', 0), ('voucher_worth__isnull', False)), models.Q(('voucher_kind', 'percent'), ('voucher_worth__gt', 0), ('voucher_worth__isnull', False), ('voucher_worth__lte', 100)), _connector='OR'), name='tier_voucher_is_worth_something'),
        ),
        migrations.AddConstraint(
            model_name='tier',
            constraint=models.CheckConstraint(condition=models.Q(('colour__regex', '^#[0-9a-f]{6}$')), name='tier_colour_is_hex'),
        ),
        migrations.AddIndex(
            model_name='move',
            index=models.Index(fields=['customer', 'at'], name='move_by_customer'),
        ),
        migrations.AddIndex(
            model_name='move',
            index=models.Index(fields=['shop', 'at'], name='move_by_shop'),
        ),
        migrations.AddConstraint(
            model_name='move',
            constraint=models.CheckConstraint(condition=models.Q(('before__isnull', False), ('after__isnull', False), _connector='OR'), name='move_has_a_tier'),
        ),
        migrations.AddConstraint(
            model_name='move',
            constraint=models.CheckConstraint(condition=models.Q(('before', models.F('after')), _negated=True), name='move_goes_elsewhere'),
        ),
        migrations.AddConstraint(
            model_name='move',
            constraint=core.constraints.SameShop('customer', name='move_customer_same_shop'),
        ),
        migrations.AddConstraint(
            model_name='move',
            constraint=core.constraints.SameShop('order', name='move_order_same_shop'),
        ),
        migrations.AddConstraint(
            model_name='tierchange',
            constraint=models.UniqueConstraint(fields=('shop', 'number'), name='tier_change_numbered_once'),
        ),
        migrations.AddConstraint(
            model_name='tierchange',
            constraint=models.CheckConstraint(condition=models.Q(('undoes', models.F('id')), _negated=True), name='tier_change_undoes_another'),
        ),
        migrations.AddConstraint(
            model_name='pin',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('customer',), name='pin_one_per_customer'),
        ),
        migrations.AddConstraint(
            model_name='pin',
            constraint=models.CheckConstraint(condition=models.Q(('until', None), ('until__gt', models.F('made_at')), _connector='OR'), name='pin_ends_after_it_begins'),
        ),
        migrations.AddConstraint(
            model_name='pin',
            constraint=core.constraints.SameShop('customer', name='pin_customer_same_shop'),
        ),
        migrations.AddConstraint(
            model_name='tierreward',
            constraint=models.UniqueConstraint(fields=('customer', 'tier'), name='tier_rewards_once'),
        ),
        migrations.AddConstraint(
            model_name='tierstanding',
            constraint=models.CheckConstraint(condition=models.Q(('below_since', None), ('tier__isnull', False), _connector='OR'), name='standing_grace_is_for_a_tier'),
        ),
        migrations.AddConstraint(
            model_name='tierstanding',
            constraint=core.constraints.SameShop('customer', name='tier_standing_customer_same_shop'),
        ),
    ]
