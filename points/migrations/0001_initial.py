
import core.constraints
import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.comparison
import django.db.models.functions.datetime
from decimal import Decimal
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        ('earning', '0001_initial'),
        ('shop', '0001_initial'),
        ('vouchers', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Movement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='number')),
                ('kind', models.CharField(choices=[('settle', 'Order'), ('convert', 'Turned into a voucher'), ('give_back', 'Voucher cancelled'), ('expire', 'Expired'), ('adjust', 'Adjusted by hand'), ('action', 'Action'), ('grant', 'Given by the shop'), ('merge', 'Accounts merged'), ('unmerge', 'Merge undone'), ('erase', 'Account erased')], max_length=20, verbose_name='kind')),
                ('source', models.CharField(max_length=200, verbose_name='cause')),
                ('points', models.IntegerField(verbose_name='points')),
                ('balance', models.IntegerField(verbose_name='balance')),
                ('adjustment', models.IntegerField(default=0, verbose_name='counted without moving')),
                ('action', models.CharField(blank=True, choices=[('account_opened', 'account opened'), ('newsletter', 'newsletter'), ('birthday', 'birthday'), ('first_order', 'first order'), ('review', 'review'), ('referral', 'referral')], db_default='', default='', max_length=20, verbose_name='action')),
                ('author', models.CharField(max_length=40, verbose_name='author')),
                ('happened_at', models.DateTimeField(verbose_name='date')),
                ('booked_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('hash', models.BinaryField(max_length=32)),
            ],
            options={
                'verbose_name': 'movement of points',
                'verbose_name_plural': 'movements of points',
                'permissions': [('export_movement', 'Can export movements of points')],
            },
        ),
        migrations.CreateModel(
            name='Lot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cause', models.CharField(choices=[('order', 'order'), ('adjustment', 'adjustment'), ('action', 'action'), ('grant', 'given by the shop')], max_length=20, verbose_name='cause')),
                ('multiplier', models.DecimalField(decimal_places=3, default=Decimal('1'), max_digits=6, verbose_name='multiplier')),
                ('first_order', models.BooleanField(db_default=False, default=False, verbose_name='first order')),
                ('issued', models.PositiveIntegerField(default=0, verbose_name='issued')),
                ('clawed_back', models.PositiveIntegerField(default=0, verbose_name='clawed back')),
                ('expired_counted', models.PositiveIntegerField(default=0, verbose_name='expired, counted as clawed back')),
                ('written_off', models.PositiveIntegerField(default=0, verbose_name='written off')),
                ('expired', models.PositiveIntegerField(default=0, verbose_name='expired')),
                ('remaining', models.PositiveIntegerField(default=0, verbose_name='remaining')),
                ('settlements', models.PositiveIntegerField(default=0, editable=False)),
                ('activates_at', models.DateTimeField(verbose_name='can be spent from')),
                ('expires_at', models.DateTimeField(blank=True, null=True, verbose_name='expires')),
            ],
            options={
                'verbose_name': 'lot of points',
                'verbose_name_plural': 'lots of points',
            },
        ),
        migrations.CreateModel(
            name='Account',
            fields=[
                ('customer', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='shop.customer', verbose_name='customer')),
                ('points', models.PositiveIntegerField(default=0, verbose_name='points')),
                ('debt', models.PositiveIntegerField(default=0, verbose_name='debt')),
                ('moves', models.PositiveIntegerField(default=0, verbose_name='movements')),
                ('shop', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.shop', verbose_name='shop')),
            ],
            options={
                'verbose_name': 'points account',
                'verbose_name_plural': 'points accounts',
            },
        ),
        migrations.CreateModel(
            name='AdjustLimit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at_once', models.PositiveIntegerField(validators=[django.core.validators.MinValueValidator(1)], verbose_name='points at once')),
                ('per_day', models.PositiveIntegerField(blank=True, help_text='Given and taken together, by one person. Empty: no limit.', null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name='points in a day')),
                ('role', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.role', verbose_name='role')),
                ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.shop', verbose_name='shop')),
            ],
            options={
                'verbose_name': 'limit of adjustments',
                'verbose_name_plural': 'limits of adjustments',
            },
        ),
        migrations.CreateModel(
            name='AdjustmentReason',
            fields=[
                ('movement', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='adjustment_reason', serialize=False, to='points.movement')),
                ('text', models.CharField(blank=True, max_length=500, verbose_name='reason')),
            ],
            options={
                'verbose_name': 'adjustment',
                'verbose_name_plural': 'adjustments',
            },
        ),
        migrations.AddField(
            model_name='movement',
            name='account',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='movements', to='points.account'),
        ),
        migrations.AddField(
            model_name='movement',
            name='order',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.order', verbose_name='order'),
        ),
        migrations.AddField(
            model_name='movement',
            name='other',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.customer', verbose_name='other account'),
        ),
        migrations.AddField(
            model_name='movement',
            name='rules',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='earning.ruleversion', verbose_name='rules'),
        ),
        migrations.AddField(
            model_name='movement',
            name='shop',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.shop'),
        ),
        migrations.AddField(
            model_name='movement',
            name='voucher',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vouchers.voucher', verbose_name='voucher'),
        ),
        migrations.AddField(
            model_name='movement',
            name='lot',
            field=models.ForeignKey(blank=True, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='points.lot'),
        ),
        migrations.AddField(
            model_name='lot',
            name='account',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lots', to='points.account'),
        ),
        migrations.AddField(
            model_name='lot',
            name='order',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.order', verbose_name='order'),
        ),
        migrations.AddField(
            model_name='lot',
            name='original_owner',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.customer', verbose_name='came from'),
        ),
        migrations.AddField(
            model_name='lot',
            name='rules',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='earning.ruleversion', verbose_name='rules'),
        ),
        migrations.AddField(
            model_name='lot',
            name='shop',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.shop'),
        ),
        migrations.CreateModel(
            name='LedgerEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('earn', 'earned'), ('claw_back', 'clawed back'), ('reinstate', 'reinstated'), ('convert', 'converted'), ('return', 'returned'), ('expire', 'expired'), ('adjust', 'adjusted'), ('repay', 'pays a debt'), ('transfer', 'moved to another account'), ('debt', 'debt')], max_length=20, verbose_name='kind')),
                ('points', models.IntegerField(verbose_name='points')),
                ('movement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='points.movement')),
                ('lot', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='points.lot')),
            ],
            options={
                'verbose_name': 'entry',
                'verbose_name_plural': 'entries',
            },
        ),
        migrations.CreateModel(
            name='LotRedating',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('points', models.PositiveIntegerField()),
                ('activates_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField(null=True)),
                ('booked_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('lot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='redatings', to='points.lot')),
            ],
        ),
        migrations.AddConstraint(
            model_name='account',
            constraint=models.CheckConstraint(condition=models.Q(('debt__gte', 0), ('moves__gte', 0), ('points__gte', 0)), name='account_never_negative'),
        ),
        migrations.AddConstraint(
            model_name='account',
            constraint=core.constraints.SameShop('customer', name='account_customer_same_shop'),
        ),
        migrations.AddConstraint(
            model_name='adjustlimit',
            constraint=models.UniqueConstraint(fields=('shop', 'role'), name='adjust_limit_once_per_shop_and_role'),
        ),
        migrations.AddConstraint(
            model_name='adjustlimit',
            constraint=models.CheckConstraint(condition=models.Q(('at_once__gt', 0), models.Q(('per_day', None), ('per_day__gt', 0), _connector='OR')), name='adjust_limit_allows_something'),
        ),
        migrations.AddIndex(
            model_name='movement',
            index=models.Index(condition=models.Q(('order__isnull', False)), fields=['order'], name='movement_by_order'),
        ),
        migrations.AddIndex(
            model_name='movement',
            index=models.Index(condition=models.Q(('voucher__isnull', False)), fields=['voucher'], name='movement_by_voucher'),
        ),
        migrations.AddIndex(
            model_name='movement',
            index=models.Index(condition=models.Q(('other__isnull', False)), fields=['other'], name='movement_by_other'),
        ),
        migrations.AddConstraint(
            model_name='movement',
            constraint=models.UniqueConstraint(fields=('shop', 'source'), name='movement_source_once_per_shop'),
        ),
        migrations.AddConstraint(
            model_name='movement',
            constraint=models.UniqueConstraint(fields=('account', 'number'), name='movement_number_once_per_account'),
        ),
        migrations.AddConstraint(
            model_name='movement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'settle'), _negated=True), models.Q(('order__isnull', False), ('rules__isnull', False)), _connector='OR'), name='movement_settles_an_order_by_rules'),
        ),
        migrations.AddConstraint(
            model_name='movement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['convert', 'give_back']), ('voucher__isnull', False)), models.Q(('voucher', None), models.Q(('kind__in', ['convert', 'give_back']), _negated=True)), _connector='OR'), name='movement_names_its_voucher'),
        ),
        migrations.AddConstraint(
            model_name='movement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'settle'), ('lot__isnull', False)), models.Q(models.Q(('kind', 'settle'), _negated=True), ('lot', None)), _connector='OR'), name='movement_settles_a_lot'),
        ),
        migrations.AddConstraint(
            model_name='movement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['merge', 'unmerge']), ('other__isnull', False)), models.Q(models.Q(('kind__in', ['merge', 'unmerge']), _negated=True), ('other', None)), _connector='OR'), name='movement_merges_with_another'),
        ),
        migrations.AddConstraint(
            model_name='movement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('source', ''), _negated=True), models.Q(('author', ''), _negated=True)), name='movement_has_cause_and_author'),
        ),
        migrations.AddConstraint(
            model_name='movement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'action'), models.Q(('action', ''), _negated=True)), models.Q(models.Q(('kind', 'action'), _negated=True), ('action', '')), _connector='OR'), name='movement_names_its_action'),
        ),
        migrations.AddConstraint(
            model_name='movement',
            constraint=core.constraints.SameShop('order', name='movement_order_same_shop'),
        ),
        migrations.AddConstraint(
            model_name='movement',
            constraint=core.constraints.SameShop('voucher', name='movement_voucher_same_shop'),
        ),
        migrations.AddConstraint(
            model_name='movement',
            constraint=core.constraints.SameShop('other', name='movement_other_same_shop'),
        ),
        migrations.AddIndex(
            model_name='lot',
            index=models.Index(condition=models.Q(('remaining__gt', 0)), fields=['account', 'expires_at'], name='lot_open_by_account'),
        ),
        migrations.AddIndex(
            model_name='lot',
            index=models.Index(condition=models.Q(('remaining__gt', 0)), fields=['shop', 'expires_at'], name='lot_open_by_expiry'),
        ),
        migrations.AddIndex(
            model_name='lot',
            index=models.Index(condition=models.Q(('original_owner__isnull', False)), fields=['account', 'original_owner'], name='lot_away'),
        ),
        migrations.AddConstraint(
            model_name='lot',
            constraint=models.UniqueConstraint(models.F('order'), django.db.models.functions.comparison.Coalesce('original_owner_id', 'account_id', output_field=models.BigIntegerField()), name='lot_once_per_order_and_owner'),
        ),
        migrations.AddConstraint(
            model_name='lot',
            constraint=models.CheckConstraint(condition=models.Q(('original_owner', models.F('account')), _negated=True), name='lot_original_owner_is_another'),
        ),
        migrations.AddConstraint(
            model_name='lot',
            constraint=models.CheckConstraint(condition=models.Q(('issued__gte', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('clawed_back'), '+', models.F('expired_counted')), '+', models.F('written_off')))), name='lot_claws_back_no_more_than_it_issued'),
        ),
        migrations.AddConstraint(
            model_name='lot',
            constraint=models.CheckConstraint(condition=models.Q(('expired__gte', models.F('expired_counted'))), name='lot_counts_only_what_expired'),
        ),
        migrations.AddConstraint(
            model_name='lot',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('cause__in', ['adjustment', 'action', 'grant']), ('order', None)), models.Q(('cause', 'order'), ('order__isnull', False)), _connector='OR'), name='lot_cause_has_its_row'),
        ),
        migrations.AddConstraint(
            model_name='lot',
            constraint=models.UniqueConstraint(condition=models.Q(('first_order', True), ('original_owner', None)), fields=('account',), name='lot_first_order_once_per_account'),
        ),
        migrations.AddConstraint(
            model_name='lot',
            constraint=models.CheckConstraint(condition=models.Q(('first_order', False), ('order__isnull', False), _connector='OR'), name='lot_first_order_is_an_order'),
        ),
        migrations.AddConstraint(
            model_name='lot',
            constraint=models.CheckConstraint(condition=models.Q(('expires_at', None), ('expires_at__gt', models.F('activates_at')), _connector='OR'), name='lot_expires_after_it_activates'),
        ),
        migrations.AddConstraint(
            model_name='lot',
            constraint=core.constraints.SameShop('original_owner', name='lot_original_owner_same_shop'),
        ),
        migrations.AddConstraint(
            model_name='lot',
            constraint=core.constraints.SameShop('order', name='lot_order_same_shop'),
        ),
        migrations.AddConstraint(
            model_name='ledgerentry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['earn', 'reinstate', 'return']), ('points__gt', 0)), models.Q(('kind__in', ['claw_back', 'convert', 'expire', 'repay']), ('points__lt', 0)), models.Q(('kind__in', ['adjust', 'transfer', 'debt']), models.Q(('points', 0), _negated=True)), _connector='OR'), name='entry_sign_follows_kind'),
        ),
        migrations.AddConstraint(
            model_name='ledgerentry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'debt'), ('lot', None)), models.Q(models.Q(('kind', 'debt'), _negated=True), ('lot__isnull', False)), _connector='OR'), name='entry_has_a_lot_or_is_debt'),
        ),
    ]
