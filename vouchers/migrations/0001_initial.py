
import core.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.text
from decimal import Decimal
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('segments', '0001_initial'),
        ('shop', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Voucher',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=50, verbose_name='code')),
                ('origin', models.CharField(choices=[('points', 'points'), ('cart', 'abandoned cart'), ('thanks', 'thanks for an order'), ('best', 'best customer'), ('lapsed', 'lapsed customer'), ('welcome', 'welcome'), ('birthday', 'birthday'), ('referral', 'referral'), ('tier', 'tier'), ('manual', 'by hand')], max_length=20, verbose_name='origin')),
                ('label', models.CharField(max_length=200, verbose_name='label')),
                ('kind', models.CharField(choices=[('amount', 'amount'), ('percent', 'percentage'), ('shipping', 'free shipping')], default='amount', max_length=20, verbose_name='kind')),
                ('amount', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, verbose_name='amount')),
                ('percent', models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True, verbose_name='percentage')),
                ('max_amount', models.DecimalField(blank=True, decimal_places=2, help_text='Of a percentage: no more than this. Empty: no limit.', max_digits=12, null=True, verbose_name='at most')),
                ('minimum', models.DecimalField(decimal_places=2, default=Decimal('0'), help_text='Goods before any discount; gift cards do not count.', max_digits=12, verbose_name='minimum cart')),
                ('minimum_of_goods', models.BooleanField(default=False, help_text='Only the goods it is valid on count towards the minimum.', verbose_name='minimum of its own goods')),
                ('minimum_excl_tax', models.BooleanField(default=False, verbose_name='minimum excluding tax')),
                ('on_sale', models.BooleanField(default=True, verbose_name='on discounted products too')),
                ('with_group', models.BooleanField(default=True, help_text='Otherwise the customer gets the better of the two.', verbose_name='together with the group’s discount')),
                ('with_vouchers', models.BooleanField(default=True, verbose_name='together with other vouchers')),
                ('use_limit', models.PositiveIntegerField(blank=True, default=1, help_text='Empty: no limit.', null=True, verbose_name='most uses')),
                ('uses_per_customer', models.PositiveIntegerField(blank=True, help_text='Empty: no limit.', null=True, verbose_name='most uses per customer')),
                ('partial', models.BooleanField(default=False, help_text='What an order does not use of the amount is issued again under another code; otherwise it is lost.', verbose_name='the remainder is kept')),
                ('highlight', models.BooleanField(default=True, help_text='Proposed in the cart, so that nobody has to type it.', verbose_name='highlighted')),
                ('valid_from', models.DateTimeField(verbose_name='valid from')),
                ('valid_until', models.DateTimeField(verbose_name='valid until')),
                ('used', models.PositiveIntegerField(default=0, verbose_name='times used')),
                ('used_at', models.DateTimeField(blank=True, null=True, verbose_name='used')),
                ('reissued', models.DecimalField(decimal_places=2, default=Decimal('0'), max_digits=12, verbose_name='kept under another code')),
                ('held_until', models.DateTimeField(blank=True, null=True, verbose_name='held until')),
                ('cancelled_at', models.DateTimeField(blank=True, null=True, verbose_name='cancelled')),
                ('archived_at', models.DateTimeField(blank=True, null=True, verbose_name='archived')),
                ('author', models.CharField(max_length=40, verbose_name='author')),
                ('issued_at', models.DateTimeField(verbose_name='issued')),
                ('moved_at', models.DateTimeField(editable=False, null=True)),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
            ],
            options={
                'verbose_name': 'voucher',
                'verbose_name_plural': 'vouchers',
                'permissions': [('cancel_voucher', 'Can cancel vouchers'), ('export_voucher', 'Can export vouchers'), ('view_voucher_statistics', 'Can view statistics of vouchers')],
            },
        ),
        migrations.CreateModel(
            name='Budget',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, verbose_name='name')),
                ('max_count', models.PositiveIntegerField(blank=True, help_text='Empty: no limit.', null=True, verbose_name='most uses')),
                ('max_amount', models.DecimalField(blank=True, decimal_places=2, help_text='Empty: no limit. Percentages and free shipping count by number only.', max_digits=12, null=True, verbose_name='largest amount')),
                ('spent_count', models.PositiveIntegerField(default=0, verbose_name='uses issued')),
                ('spent_amount', models.DecimalField(decimal_places=2, default=Decimal('0'), max_digits=12, verbose_name='amount issued')),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.shop', verbose_name='shop')),
            ],
            options={
                'verbose_name': 'budget',
                'verbose_name_plural': 'budgets',
            },
        ),
        migrations.CreateModel(
            name='CappedOrder',
            fields=[
                ('order', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='shop.order', verbose_name='order')),
                ('percent', models.DecimalField(decimal_places=2, max_digits=5, verbose_name='ceiling in percent')),
                ('before', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='discounts before the ceiling')),
                ('after', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='discounts given')),
            ],
            options={
                'verbose_name': 'capped order',
                'verbose_name_plural': 'capped orders',
                'constraints': [models.CheckConstraint(condition=models.Q(('after__gte', 0), ('before__gt', models.F('after'))), name='capped_order_was_lowered')],
            },
        ),
        migrations.CreateModel(
            name='CartOffer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('label_fr', models.CharField(max_length=100, verbose_name='name in French')),
                ('label_en', models.CharField(blank=True, max_length=100, verbose_name='name in English')),
                ('audience', models.CharField(choices=[('everybody', 'everybody'), ('members', 'signed-in customers'), ('groups', 'customers of these groups'), ('segments', 'customers of these segments')], default='members', max_length=20, verbose_name='for')),
                ('starts_at', models.DateTimeField(verbose_name='from')),
                ('ends_at', models.DateTimeField(blank=True, null=True, verbose_name='until')),
                ('early_from', models.DateTimeField(blank=True, null=True, verbose_name='early access from')),
                ('priority', models.PositiveSmallIntegerField(default=10, help_text='The smallest number comes first.', verbose_name='priority')),
                ('stop', models.BooleanField(default=False, verbose_name='no further offer')),
                ('with_group', models.BooleanField(default=True, verbose_name='together with the group’s discount')),
                ('with_vouchers', models.BooleanField(default=True, verbose_name='together with vouchers')),
                ('on_sale', models.BooleanField(default=True, verbose_name='on discounted products too')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='closed')),
                ('author', models.CharField(max_length=40, verbose_name='author')),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('categories', models.ManyToManyField(blank=True, related_name='+', to='shop.category', verbose_name='categories')),
                ('early_groups', models.ManyToManyField(blank=True, related_name='+', to='shop.customergroup', verbose_name='groups with early access')),
                ('excluded_categories', models.ManyToManyField(blank=True, related_name='+', to='shop.category', verbose_name='excluded categories')),
                ('excluded_products', models.ManyToManyField(blank=True, related_name='+', to='shop.product', verbose_name='excluded products')),
                ('groups', models.ManyToManyField(blank=True, related_name='+', to='shop.customergroup', verbose_name='groups')),
                ('products', models.ManyToManyField(blank=True, related_name='+', to='shop.product', verbose_name='products')),
                ('replaces', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='vouchers.cartoffer', verbose_name='replaces')),
                ('segments', models.ManyToManyField(blank=True, related_name='+', to='segments.segment', verbose_name='segments')),
                ('shop', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.shop', verbose_name='shop')),
            ],
            options={
                'verbose_name': 'cart offer',
                'verbose_name_plural': 'cart offers',
            },
        ),
        migrations.CreateModel(
            name='MarginGuard',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('percent', models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True, verbose_name='ceiling in percent')),
                ('cut_order', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('offer', 'cart offers'), ('group', 'the group’s discount'), ('voucher', 'vouchers'), ('shipping', 'free shipping')], max_length=20), verbose_name='lowered first')),
                ('starts_at', models.DateTimeField(verbose_name='in force from')),
                ('author', models.CharField(max_length=40, verbose_name='author')),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.shop', verbose_name='shop')),
            ],
            options={
                'verbose_name': 'margin guard',
                'verbose_name_plural': 'margin guards',
            },
        ),
        migrations.CreateModel(
            name='OfferStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('minimum', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='from')),
                ('kind', models.CharField(choices=[('percent', 'percentage'), ('amount', 'amount'), ('shipping', 'free shipping')], max_length=20, verbose_name='gives')),
                ('amount', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, verbose_name='amount')),
                ('percent', models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True, verbose_name='percentage')),
                ('offer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='vouchers.cartoffer')),
            ],
            options={
                'verbose_name': 'step of an offer',
                'verbose_name_plural': 'steps of offers',
            },
        ),
        migrations.CreateModel(
            name='OfferUse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amount', models.DecimalField(decimal_places=2, help_text='What it took off the order’s goods.', max_digits=12, verbose_name='amount')),
                ('group_percent', models.DecimalField(decimal_places=2, max_digits=5, verbose_name='discount of the group in percent')),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('offer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='uses', to='vouchers.cartoffer')),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.order', verbose_name='order')),
            ],
            options={
                'verbose_name': 'use of an offer',
                'verbose_name_plural': 'uses of offers',
            },
        ),
        migrations.CreateModel(
            name='RefusedCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=50, verbose_name='code')),
                ('reason', models.CharField(max_length=30, verbose_name='reason')),
                ('claimed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('stated_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='since')),
                ('order', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.order', verbose_name='order')),
                ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.shop', verbose_name='shop')),
            ],
            options={
                'verbose_name': 'refused code',
                'verbose_name_plural': 'refused codes',
            },
        ),
        migrations.CreateModel(
            name='VoucherCancellation',
            fields=[
                ('voucher', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='cancellation', serialize=False, to='vouchers.voucher')),
                ('author', models.CharField(max_length=40, verbose_name='author')),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='reason')),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
            ],
            options={
                'verbose_name': 'cancellation',
                'verbose_name_plural': 'cancellations',
            },
        ),
        migrations.AddField(
            model_name='voucher',
            name='budget',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vouchers.budget', verbose_name='budget'),
        ),
        migrations.AddField(
            model_name='voucher',
            name='categories',
            field=models.ManyToManyField(blank=True, help_text='Valid on these and what stands below them; empty for all.', related_name='+', to='shop.category', verbose_name='categories'),
        ),
        migrations.AddField(
            model_name='voucher',
            name='customer',
            field=models.ForeignKey(blank=True, db_constraint=False, help_text='The only one who may use it; empty for anybody.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.customer', verbose_name='customer'),
        ),
        migrations.AddField(
            model_name='voucher',
            name='excluded_categories',
            field=models.ManyToManyField(blank=True, help_text='Never valid on these nor on what stands below them.', related_name='+', to='shop.category', verbose_name='excluded categories'),
        ),
        migrations.AddField(
            model_name='voucher',
            name='excluded_products',
            field=models.ManyToManyField(blank=True, related_name='+', to='shop.product', verbose_name='excluded products'),
        ),
        migrations.AddField(
            model_name='voucher',
            name='original_owner',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, help_text='Whom it came from, where its owner has been merged.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.customer'),
        ),
        migrations.AddField(
            model_name='voucher',
            name='products',
            field=models.ManyToManyField(blank=True, help_text='Valid on these, beside the categories; empty for all.', related_name='+', to='shop.product', verbose_name='products'),
        ),
        migrations.AddField(
            model_name='voucher',
            name='remainder_of',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='remainders', to='vouchers.voucher', verbose_name='remainder of'),
        ),
        migrations.AddField(
            model_name='voucher',
            name='shop',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.shop', verbose_name='shop'),
        ),
        migrations.CreateModel(
            name='VoucherBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.UUIDField(editable=False)),
                ('name', models.CharField(blank=True, max_length=200, verbose_name='file')),
                ('label', models.CharField(max_length=200, verbose_name='label')),
                ('terms', models.JSONField(editable=False)),
                ('customers', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, editable=False)),
                ('refused', models.JSONField(default=list, editable=False)),
                ('count', models.PositiveIntegerField(verbose_name='vouchers')),
                ('digest', models.CharField(editable=False, max_length=64, null=True)),
                ('author', models.CharField(max_length=40, verbose_name='author')),
                ('prepared_at', models.DateTimeField(verbose_name='prepared')),
                ('made_at', models.DateTimeField(blank=True, null=True, verbose_name='made')),
                ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.shop', verbose_name='shop')),
            ],
            options={
                'verbose_name': 'batch of vouchers',
                'verbose_name_plural': 'batches of vouchers',
            },
        ),
        migrations.AddField(
            model_name='voucher',
            name='batch',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vouchers.voucherbatch', verbose_name='batch'),
        ),
        migrations.CreateModel(
            name='VoucherHold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cart', models.CharField(max_length=100, verbose_name='cart')),
                ('expires_at', models.DateTimeField(db_index=True, verbose_name='until')),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('customer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.customer', verbose_name='customer')),
                ('voucher', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holds', to='vouchers.voucher')),
            ],
            options={
                'verbose_name': 'hold',
                'verbose_name_plural': 'holds',
            },
        ),
        migrations.CreateModel(
            name='VoucherMovement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('issue', 'Issued'), ('use', 'Used'), ('release', 'Let go by its order'), ('remainder', 'Remainder issued'), ('cancel', 'Cancelled')], max_length=10, verbose_name='kind')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='amount')),
                ('booked_at', models.DateTimeField(verbose_name='date')),
                ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.shop')),
                ('voucher', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='movements', to='vouchers.voucher')),
            ],
            options={
                'verbose_name': 'movement of a voucher',
                'verbose_name_plural': 'movements of vouchers',
            },
        ),
        migrations.CreateModel(
            name='VoucherUse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amount', models.DecimalField(decimal_places=2, help_text='What it took off the order’s goods.', max_digits=12, verbose_name='amount')),
                ('group_percent', models.DecimalField(decimal_places=2, max_digits=5, verbose_name='discount of the group in percent')),
                ('used_at', models.DateTimeField(verbose_name='used')),
                ('purchase', models.CharField(blank=True, editable=False, max_length=130)),
                ('claimed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('stated_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.order', verbose_name='order')),
                ('voucher', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='uses', to='vouchers.voucher')),
            ],
            options={
                'verbose_name': 'use of a voucher',
                'verbose_name_plural': 'uses of vouchers',
            },
        ),
        migrations.AddConstraint(
            model_name='budget',
            constraint=models.UniqueConstraint(fields=('shop', 'name'), name='budget_name_once'),
        ),
        migrations.AddConstraint(
            model_name='budget',
            constraint=models.CheckConstraint(condition=models.Q(('max_count', None), ('spent_count__lte', models.F('max_count')), _connector='OR'), name='budget_count_kept'),
        ),
        migrations.AddConstraint(
            model_name='budget',
            constraint=models.CheckConstraint(condition=models.Q(('max_amount', None), ('spent_amount__lte', models.F('max_amount')), _connector='OR'), name='budget_amount_kept'),
        ),
        migrations.AddConstraint(
            model_name='budget',
            constraint=models.CheckConstraint(condition=models.Q(('spent_amount__gte', 0), ('spent_count__gte', 0)), name='budget_spent_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='cartoffer',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at', None), ('ends_at__gt', models.F('starts_at')), _connector='OR'), name='offer_ends_after_it_starts'),
        ),
        migrations.AddConstraint(
            model_name='cartoffer',
            constraint=models.CheckConstraint(condition=models.Q(('early_from', None), ('early_from__lt', models.F('starts_at')), _connector='OR'), name='offer_early_before_it_starts'),
        ),
        migrations.AddConstraint(
            model_name='cartoffer',
            constraint=models.CheckConstraint(condition=models.Q(('replaces', models.F('id')), _negated=True), name='offer_replaces_another'),
        ),
        migrations.AddConstraint(
            model_name='marginguard',
            constraint=models.UniqueConstraint(fields=('shop', 'starts_at'), name='guard_once_per_instant'),
        ),
        migrations.AddConstraint(
            model_name='marginguard',
            constraint=models.CheckConstraint(condition=models.Q(('percent', None), models.Q(('percent__gt', 0), ('percent__lte', 100)), _connector='OR'), name='guard_is_a_percentage'),
        ),
        migrations.AddConstraint(
            model_name='marginguard',
            constraint=models.CheckConstraint(condition=models.Q(('cut_order__contains', ['offer', 'group', 'voucher']), models.Q(('cut_order__len', 3), models.Q(('cut_order__contains', ['shipping']), ('cut_order__len', 4)), _connector='OR')), name='guard_names_what_it_lowers'),
        ),
        migrations.AddConstraint(
            model_name='offerstep',
            constraint=models.UniqueConstraint(fields=('offer', 'minimum', 'kind'), name='offer_step_once'),
        ),
        migrations.AddConstraint(
            model_name='offerstep',
            constraint=models.CheckConstraint(condition=models.Q(('minimum__gte', 0)), name='offer_step_minimum_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='offerstep',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('amount__gt', 0), ('amount__isnull', False), ('kind', 'amount'), ('percent', None)), models.Q(('amount', None), ('kind', 'percent'), ('percent__gt', 0), ('percent__isnull', False), ('percent__lte', 100)), models.Q(('amount', None), ('kind', 'shipping'), ('percent', None)), _connector='OR'), name='offer_step_gives_what_its_kind_says'),
        ),
        migrations.AddConstraint(
            model_name='offeruse',
            constraint=models.UniqueConstraint(fields=('order', 'offer'), name='offer_once_per_order'),
        ),
        migrations.AddConstraint(
            model_name='offeruse',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gte', 0)), name='offer_use_not_negative'),
        ),
        migrations.AddIndex(
            model_name='refusedcode',
            index=models.Index(models.F('shop'), django.db.models.functions.text.Upper('code'), name='refused_code_by_code'),
        ),
        migrations.AddConstraint(
            model_name='refusedcode',
            constraint=models.UniqueConstraint(models.F('order'), django.db.models.functions.text.Upper('code'), name='code_refused_once'),
        ),
        migrations.AddConstraint(
            model_name='refusedcode',
            constraint=core.constraints.SameShop('order', name='refused_code_order_same_shop'),
        ),
        migrations.AddConstraint(
            model_name='voucherbatch',
            constraint=models.UniqueConstraint(fields=('shop', 'token'), name='batch_form_sent_once'),
        ),
        migrations.AddConstraint(
            model_name='voucherbatch',
            constraint=models.UniqueConstraint(fields=('shop', 'digest'), name='batch_file_made_once'),
        ),
        migrations.AddConstraint(
            model_name='voucherbatch',
            constraint=models.CheckConstraint(condition=models.Q(('digest', None), ('made_at__isnull', False), _connector='OR'), name='batch_told_again_once_made'),
        ),
        migrations.AddIndex(
            model_name='voucher',
            index=models.Index(fields=['customer', '-valid_until'], name='voucher_by_customer'),
        ),
        migrations.AddIndex(
            model_name='voucher',
            index=models.Index(fields=['shop', '-issued_at', '-id'], name='voucher_by_issue'),
        ),
        migrations.AddIndex(
            model_name='voucher',
            index=models.Index(condition=models.Q(('remainder_of__isnull', False)), fields=['remainder_of'], name='voucher_by_parent'),
        ),
        migrations.AddIndex(
            model_name='voucher',
            index=models.Index(condition=models.Q(('archived_at', None), ('cancelled_at', None), ('used', 0)), fields=['shop', 'valid_until'], name='voucher_to_archive'),
        ),
        migrations.AddConstraint(
            model_name='voucher',
            constraint=models.UniqueConstraint(models.F('shop'), django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Upper('code'), name='text_pattern_ops'), name='voucher_code_once'),
        ),
        migrations.AddConstraint(
            model_name='voucher',
            constraint=models.UniqueConstraint(condition=models.Q(('batch__isnull', False)), fields=('batch', 'customer'), name='voucher_once_per_batch_and_customer'),
        ),
        migrations.AddConstraint(
            model_name='voucher',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('amount__gt', 0), ('amount__isnull', False), ('kind', 'amount'), ('percent', None)), models.Q(('amount', None), ('kind', 'percent'), ('percent__gt', 0), ('percent__isnull', False), ('percent__lte', 100)), models.Q(('amount', None), ('kind', 'shipping'), ('percent', None)), _connector='OR'), name='voucher_gives_what_its_kind_says'),
        ),
        migrations.AddConstraint(
            model_name='voucher',
            constraint=models.CheckConstraint(condition=models.Q(('max_amount', None), models.Q(('kind', 'percent'), ('max_amount__gt', 0), ('max_amount__isnull', False)), _connector='OR'), name='voucher_at_most_of_a_percentage'),
        ),
        migrations.AddConstraint(
            model_name='voucher',
            constraint=models.CheckConstraint(condition=models.Q(('minimum__gte', 0)), name='voucher_minimum_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='voucher',
            constraint=models.CheckConstraint(condition=models.Q(('valid_until__gt', models.F('valid_from'))), name='voucher_ends_after_it_starts'),
        ),
        migrations.AddConstraint(
            model_name='voucher',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('used', 0), ('used_at', None)), models.Q(('used__gt', 0), ('used_at__isnull', False)), _connector='OR'), name='voucher_use_is_whole'),
        ),
        migrations.AddConstraint(
            model_name='voucher',
            constraint=models.CheckConstraint(condition=models.Q(('use_limit', None), ('used__lte', models.F('use_limit')), _connector='OR'), name='voucher_within_its_limit'),
        ),
        migrations.AddConstraint(
            model_name='voucher',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('use_limit', None), ('use_limit__gt', 0), _connector='OR'), models.Q(('uses_per_customer', None), ('uses_per_customer__gt', 0), _connector='OR')), name='voucher_can_be_used'),
        ),
        migrations.AddConstraint(
            model_name='voucher',
            constraint=models.CheckConstraint(condition=models.Q(('used', 0), ('cancelled_at', None), ('use_limit', None), ('use_limit__gt', 1), _connector='OR'), name='voucher_used_or_cancelled'),
        ),
        migrations.AddConstraint(
            model_name='voucher',
            constraint=models.CheckConstraint(condition=models.Q(('archived_at', None), models.Q(('cancelled_at', None), ('used', 0)), _connector='OR'), name='voucher_archived_unused'),
        ),
        migrations.AddConstraint(
            model_name='voucher',
            constraint=models.CheckConstraint(condition=models.Q(('partial', False), models.Q(('kind', 'amount'), ('use_limit', 1)), _connector='OR'), name='voucher_remainder_of_one_amount'),
        ),
        migrations.AddConstraint(
            model_name='voucher',
            constraint=models.CheckConstraint(condition=models.Q(('reissued', 0), models.Q(('partial', True), ('reissued__gt', 0), ('reissued__lt', models.F('amount'))), _connector='OR'), name='voucher_reissued_within_amount'),
        ),
        migrations.AddConstraint(
            model_name='voucher',
            constraint=models.CheckConstraint(condition=models.Q(('budget', None), ('use_limit__isnull', False), _connector='OR'), name='voucher_budget_needs_a_limit'),
        ),
        migrations.AddConstraint(
            model_name='voucher',
            constraint=models.UniqueConstraint(fields=('shop', 'id'), name='voucher_once_per_shop'),
        ),
        migrations.AddConstraint(
            model_name='voucher',
            constraint=core.constraints.SameShop('customer', name='voucher_customer_same_shop'),
        ),
        migrations.AddConstraint(
            model_name='voucher',
            constraint=core.constraints.SameShop('original_owner', name='voucher_original_owner_same_shop'),
        ),
        migrations.AddConstraint(
            model_name='voucher',
            constraint=core.constraints.SameShop('remainder_of', name='voucher_remainder_of_same_shop'),
        ),
        migrations.AddConstraint(
            model_name='voucherhold',
            constraint=models.UniqueConstraint(fields=('voucher', 'cart'), name='voucher_held_once_per_cart'),
        ),
        migrations.AddIndex(
            model_name='vouchermovement',
            index=models.Index(fields=['shop', 'booked_at'], name='voucher_movement_by_time'),
        ),
        migrations.AddConstraint(
            model_name='vouchermovement',
            constraint=models.CheckConstraint(condition=models.Q(('amount', 0), _negated=True), name='voucher_movement_moves_something'),
        ),
        migrations.AddConstraint(
            model_name='vouchermovement',
            constraint=core.constraints.SameShop('voucher', name='voucher_movement_voucher_same_shop'),
        ),
        migrations.AddConstraint(
            model_name='voucheruse',
            constraint=models.UniqueConstraint(fields=('order', 'voucher'), name='voucher_once_per_order'),
        ),
        migrations.AddConstraint(
            model_name='voucheruse',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gte', 0)), name='voucher_use_not_negative'),
        ),
    ]
