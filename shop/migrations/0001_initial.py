
import core.address_fields
import core.constraints
import core.plain_letters
import core.quantity_fields
import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.datetime
import django.db.models.functions.text
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CustomerGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('external_id', models.CharField(max_length=100, verbose_name='id in the shop')),
                ('updated_at', models.DateTimeField(blank=True, null=True, verbose_name='updated in the shop')),
                ('digest', models.BinaryField(max_length=16, null=True)),
                ('name', models.CharField(blank=True, max_length=100, verbose_name='name')),
                ('discount_percent', models.DecimalField(decimal_places=2, default=Decimal('0'), max_digits=5, verbose_name='discount in percent')),
                ('points_multiplier', models.DecimalField(decimal_places=3, default=Decimal('1'), max_digits=6, verbose_name='points multiplier')),
                ('free_shipping', models.BooleanField(default=False, verbose_name='free shipping')),
            ],
            options={
                'verbose_name': 'customer group',
                'verbose_name_plural': 'customer groups',
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Category',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('external_id', models.CharField(max_length=100, verbose_name='id in the shop')),
                ('updated_at', models.DateTimeField(blank=True, null=True, verbose_name='updated in the shop')),
                ('digest', models.BinaryField(max_length=16, null=True)),
                ('name', models.CharField(blank=True, max_length=200, verbose_name='name')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='shop.category', verbose_name='parent')),
            ],
            options={
                'verbose_name': 'category',
                'verbose_name_plural': 'categories',
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Customer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('external_id', models.CharField(max_length=100, verbose_name='id in the shop')),
                ('updated_at', models.DateTimeField(blank=True, null=True, verbose_name='updated in the shop')),
                ('digest', models.BinaryField(max_length=16, null=True)),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                ('email_verified', models.BooleanField(default=False, verbose_name='e-mail verified')),
                ('first_name', models.CharField(blank=True, max_length=100, verbose_name='first name')),
                ('last_name', models.CharField(blank=True, max_length=100, verbose_name='last name')),
                ('language', models.CharField(blank=True, choices=[('fr', 'French'), ('en', 'English')], max_length=7, verbose_name='language')),
                ('birthday', models.DateField(blank=True, null=True, verbose_name='birthday')),
                ('registered_at', models.DateTimeField(blank=True, null=True, verbose_name='registered')),
                ('guest', models.BooleanField(default=False, verbose_name='guest')),
                ('erased_at', models.DateTimeField(blank=True, null=True, verbose_name='erased')),
                ('proven_email', models.EmailField(blank=True, editable=False, max_length=254)),
                ('address_key', core.address_fields.StoredField(db_persist=True, expression=core.address_fields.AddressKey('email'), output_field=models.TextField())),
                ('proven_key', core.address_fields.StoredField(db_persist=True, expression=django.db.models.functions.comparison.Coalesce(django.db.models.functions.comparison.NullIf(core.address_fields.AddressKey('proven_email'), core.address_fields.AddressKey('email')), models.Value('', models.TextField())), output_field=models.TextField())),
                ('search_text', core.address_fields.StoredField(db_persist=True, expression=core.plain_letters.PlainLetters(django.db.models.functions.text.Concat(models.F('first_name'), models.Value(' ', models.CharField()), models.F('last_name'), models.Value(' ', models.CharField()), models.F('email'), models.Value(' ', models.CharField()), output_field=models.TextField())), output_field=models.TextField())),
                ('postal_digest', models.BinaryField(max_length=32, null=True)),
                ('merged_at', models.DateTimeField(blank=True, null=True, verbose_name='merged')),
                ('merged_into', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.customer', verbose_name='merged into')),
                ('shop_group', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.customergroup', verbose_name='group in the shop')),
                ('tier_group', models.ForeignKey(blank=True, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.customergroup', verbose_name='group of the tier')),
            ],
            options={
                'verbose_name': 'customer',
                'verbose_name_plural': 'customers',
                'permissions': [('export_customer', 'Can export customers'), ('erase_customer', 'Can erase customers')],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Cart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('external_id', models.CharField(max_length=100, verbose_name='id in the shop')),
                ('updated_at', models.DateTimeField(blank=True, null=True, verbose_name='updated in the shop')),
                ('digest', models.BinaryField(max_length=16, null=True)),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                ('address_key', core.address_fields.StoredField(db_persist=True, expression=core.address_fields.AddressKey('email'), output_field=models.TextField())),
                ('recovery_url', models.URLField(blank=True, max_length=500, verbose_name='link back')),
                ('removed', models.BooleanField(default=False, verbose_name='removed from the shop')),
                ('customer', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.customer', verbose_name='customer')),
                ('shop_customer', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.customer', verbose_name='customer named by the shop')),
            ],
            options={
                'verbose_name': 'cart',
                'verbose_name_plural': 'carts',
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Order',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('external_id', models.CharField(max_length=100, verbose_name='id in the shop')),
                ('updated_at', models.DateTimeField(blank=True, null=True, verbose_name='updated in the shop')),
                ('digest', models.BinaryField(max_length=16, null=True)),
                ('reference', models.CharField(blank=True, max_length=100, verbose_name='reference')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                ('address_key', core.address_fields.StoredField(db_persist=True, expression=core.address_fields.AddressKey('email'), output_field=models.TextField())),
                ('state', models.CharField(blank=True, choices=[('pending', 'Pending'), ('paid', 'Paid'), ('processing', 'Processing'), ('shipped', 'Shipped'), ('delivered', 'Delivered'), ('cancelled', 'Cancelled'), ('refunded', 'Refunded'), ('payment_error', 'Payment error')], max_length=20, verbose_name='state')),
                ('raw_state', models.CharField(blank=True, max_length=100, verbose_name='state in the shop')),
                ('country', models.CharField(blank=True, max_length=2, verbose_name='country')),
                ('placed_at', models.DateTimeField(blank=True, null=True, verbose_name='placed')),
                ('paid_at', models.DateTimeField(blank=True, null=True, verbose_name='paid')),
                ('shipping', models.DecimalField(decimal_places=2, default=0, max_digits=12, verbose_name='shipping')),
                ('shipping_excl_tax', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, verbose_name='shipping excluding tax')),
                ('discount', models.DecimalField(decimal_places=2, default=0, max_digits=12, verbose_name='discount')),
                ('refunded_amount', models.DecimalField(decimal_places=2, default=0, max_digits=12, verbose_name='refunded outside lines')),
                ('shipping_refunded', models.DecimalField(decimal_places=2, default=0, max_digits=12, verbose_name='shipping refunded')),
                ('fees', models.JSONField(default=list, editable=False, help_text='Label, amount with and without tax, what of it came back, earns.', verbose_name='fees')),
                ('raw_currency', models.CharField(blank=True, editable=False, max_length=3, verbose_name='currency in the shop')),
                ('rate', models.DecimalField(blank=True, decimal_places=9, editable=False, max_digits=18, null=True, verbose_name='exchange rate')),
                ('notes', models.JSONField(default=list, editable=False, help_text='What is odd about the order: a code, and how much it is about.', verbose_name='to check')),
                ('total', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, verbose_name='total')),
                ('voucher_codes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=50), blank=True, default=list, verbose_name='voucher codes')),
                ('points_spent', models.PositiveIntegerField(default=0, verbose_name='paid with points')),
                ('gift_card_payments', models.JSONField(default=dict, editable=False, help_text='By code: the amount, and what of it has come back to the card.', verbose_name='paid by gift card')),
                ('states_seen', models.JSONField(default=dict, editable=False)),
                ('qualified_at', models.DateTimeField(editable=False, null=True)),
                ('qualified_by', models.DateTimeField(editable=False, null=True)),
                ('counts', models.BooleanField(default=False, editable=False)),
                ('removed', models.BooleanField(default=False, verbose_name='removed from the shop')),
                ('code_history', models.JSONField(default=list, editable=False)),
                ('purchase', models.CharField(blank=True, editable=False, max_length=130)),
                ('cart', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.cart', verbose_name='cart')),
                ('claimed_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.customer', verbose_name='claimed by')),
                ('customer', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.customer', verbose_name='customer')),
                ('shop_customer', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.customer', verbose_name='customer named by the shop')),
            ],
            options={
                'verbose_name': 'order',
                'verbose_name_plural': 'orders',
                'permissions': [('export_order', 'Can export orders')],
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='cart',
            name='order',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.order', verbose_name='order'),
        ),
        migrations.CreateModel(
            name='Shop',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(help_text='Its place in addresses.', max_length=40, unique=True, verbose_name='code')),
                ('name', models.CharField(max_length=100, verbose_name='name')),
                ('currency', models.CharField(default='EUR', max_length=3, validators=[django.core.validators.RegexValidator('^[A-Z]{3}$')], verbose_name='currency')),
                ('timezone', models.CharField(default='Europe/Paris', help_text='Where its days begin and end.', max_length=50, verbose_name='time zone')),
                ('language', models.CharField(choices=[('fr', 'French'), ('en', 'English')], default='fr', max_length=7, verbose_name='language')),
                ('applies_group', models.BooleanField(default=False, help_text='Your shop takes it off before it asks what a cart comes to.', verbose_name='prices contain the group’s discount')),
                ('archive_after', models.PositiveSmallIntegerField(blank=True, default=30, help_text='Out of sight, not out of the statistics. Empty: never.', null=True, verbose_name='expired vouchers are archived after days')),
                ('erase_after', models.PositiveSmallIntegerField(default=7, help_text='Customers can change their mind meanwhile. At most 30: the law gives a month.', validators=[django.core.validators.MaxValueValidator(30)], verbose_name='days to think before an account is erased')),
                ('root_email', models.EmailField(blank=True, help_text='The owner’s or the accountant’s address: kept outside, these proofs show that no movement was changed afterwards. Empty: nobody.', max_length=254, verbose_name='who receives the root of the books each night')),
                ('retention_years', models.PositiveSmallIntegerField(blank=True, default=3, help_text='After the last order or log-in. They are told a month before; whoever holds a gift card with money on it stays. Empty: never.', null=True, validators=[django.core.validators.MaxValueValidator(10)], verbose_name='years without contact before a customer is erased')),
                ('change_notice_days', models.PositiveSmallIntegerField(default=0, help_text='Customers are told by e-mail and in their account as soon as you save them. Rules that only give more hold at once. 0: all hold at once, nobody is told.', validators=[django.core.validators.MaxValueValidator(365)], verbose_name='days before new rules that take something away come into force')),
                ('claim_days', models.PositiveIntegerField(default=30, help_text='An order placed as a guest counts for the account opened within so many days of it with the same verified e-mail. 0: never.', validators=[django.core.validators.MaxValueValidator(3660)], verbose_name='days to claim a guest order')),
                ('earns_since', models.DateTimeField(blank=True, help_text='Orders placed before are history: they count for tiers and campaigns, and earn no points. Empty: all orders earn.', null=True, verbose_name='orders earn points since')),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('staff', models.ManyToManyField(blank=True, help_text='Who sees this shop in the back-office.', limit_choices_to={'is_staff': True}, related_name='shops', to=settings.AUTH_USER_MODEL, verbose_name='staff')),
            ],
            options={
                'verbose_name': 'shop',
                'verbose_name_plural': 'shops',
            },
        ),
        migrations.CreateModel(
            name='RetentionNotice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('noticed_at', models.DateTimeField(verbose_name='told')),
                ('due_at', models.DateTimeField(verbose_name='to be erased')),
                ('customer', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.customer', verbose_name='customer')),
                ('shop', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.shop', verbose_name='shop')),
            ],
            options={
                'verbose_name': 'notice of an erasure for silence',
                'verbose_name_plural': 'notices of erasures for silence',
            },
        ),
        migrations.CreateModel(
            name='Product',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('external_id', models.CharField(max_length=100, verbose_name='id in the shop')),
                ('updated_at', models.DateTimeField(blank=True, null=True, verbose_name='updated in the shop')),
                ('digest', models.BinaryField(max_length=16, null=True)),
                ('name', models.CharField(blank=True, max_length=255, verbose_name='name')),
                ('url', models.URLField(blank=True, max_length=500, verbose_name='address')),
                ('image', models.URLField(blank=True, max_length=500, verbose_name='image')),
                ('price', models.DecimalField(blank=True, decimal_places=6, max_digits=14, null=True, verbose_name='price')),
                ('price_excl_tax', models.DecimalField(blank=True, decimal_places=6, max_digits=14, null=True, verbose_name='price excluding tax')),
                ('regular_price', models.DecimalField(blank=True, decimal_places=6, max_digits=14, null=True, verbose_name='regular price')),
                ('cost', models.DecimalField(blank=True, decimal_places=6, max_digits=14, null=True, verbose_name='purchase price')),
                ('on_sale', models.BooleanField(default=False, verbose_name='on sale')),
                ('stock', models.IntegerField(blank=True, null=True, verbose_name='stock')),
                ('active', models.BooleanField(default=True, verbose_name='active')),
                ('gift_card', models.BooleanField(default=False, verbose_name='gift card')),
                ('variants', models.JSONField(default=list, editable=False, verbose_name='variants')),
                ('search_text', core.address_fields.StoredField(db_persist=True, expression=core.plain_letters.PlainLetters(models.F('name')), output_field=models.TextField())),
                ('removed', models.BooleanField(default=False, verbose_name='removed from the shop')),
                ('back_at', models.DateTimeField(blank=True, null=True, verbose_name='back in stock since')),
                ('categories', models.ManyToManyField(blank=True, related_name='+', to='shop.category', verbose_name='categories')),
                ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.shop', verbose_name='shop')),
            ],
            options={
                'verbose_name': 'product',
                'verbose_name_plural': 'products',
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='order',
            name='shop',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.shop', verbose_name='shop'),
        ),
        migrations.CreateModel(
            name='LedgerRoot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('until', models.DateTimeField(verbose_name='up to')),
                ('movements', models.PositiveIntegerField(verbose_name='movements')),
                ('root', models.BinaryField(max_length=32)),
                ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.shop', verbose_name='shop')),
            ],
            options={
                'verbose_name': 'root of the books',
                'verbose_name_plural': 'roots of the books',
            },
        ),
        migrations.CreateModel(
            name='CustomerLook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(verbose_name='day')),
                ('customer', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.customer', verbose_name='customer')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who')),
                ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.shop', verbose_name='shop')),
            ],
            options={
                'verbose_name': 'look at a customer',
                'verbose_name_plural': 'looks at customers',
            },
        ),
        migrations.AddField(
            model_name='customergroup',
            name='shop',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.shop', verbose_name='shop'),
        ),
        migrations.AddField(
            model_name='customer',
            name='shop',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.shop', verbose_name='shop'),
        ),
        migrations.AddField(
            model_name='category',
            name='shop',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.shop', verbose_name='shop'),
        ),
        migrations.AddField(
            model_name='cart',
            name='shop',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.shop', verbose_name='shop'),
        ),
        migrations.CreateModel(
            name='ErasureRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_at', models.DateTimeField(verbose_name='asked')),
                ('due_at', models.DateTimeField(verbose_name='to be carried out')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='withdrawn')),
                ('done_at', models.DateTimeField(blank=True, null=True, verbose_name='carried out')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.customer', verbose_name='customer')),
            ],
            options={
                'verbose_name': 'request to be erased',
                'verbose_name_plural': 'requests to be erased',
                'indexes': [models.Index(condition=models.Q(('done_at', None), ('withdrawn_at', None)), fields=['due_at'], name='erasure_due')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('done_at', None), ('withdrawn_at', None)), fields=('customer',), name='erasure_open_once'), models.CheckConstraint(condition=models.Q(('due_at__gte', models.F('asked_at'))), name='erasure_due_after_it_is_asked'), models.CheckConstraint(condition=models.Q(('withdrawn_at', None), ('done_at', None), _connector='OR'), name='erasure_withdrawn_or_done')],
            },
        ),
        migrations.CreateModel(
            name='PriceChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='since')),
                ('price', models.DecimalField(decimal_places=6, max_digits=14, verbose_name='price')),
                ('lowest', models.DecimalField(blank=True, decimal_places=6, max_digits=14, null=True, verbose_name='lowest price of the 30 days before')),
                ('product', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.product', verbose_name='product')),
            ],
            options={
                'verbose_name': 'price change',
                'verbose_name_plural': 'price changes',
                'indexes': [models.Index(condition=models.Q(('price__lt', models.F('lowest'))), fields=['at'], name='price_drop_by_time')],
                'constraints': [models.UniqueConstraint(fields=('product', 'at'), name='price_changed_once'), models.CheckConstraint(condition=models.Q(('price__gte', 0)), name='price_not_negative')],
            },
        ),
        migrations.CreateModel(
            name='OrderLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('external_id', models.CharField(max_length=100, verbose_name='id in the shop')),
                ('name', models.CharField(blank=True, max_length=255, verbose_name='name')),
                ('quantity', core.quantity_fields.QuantityField(decimal_places=3, max_digits=13, verbose_name='quantity')),
                ('unit_price', models.DecimalField(decimal_places=6, max_digits=14, verbose_name='unit price')),
                ('unit_price_excl_tax', models.DecimalField(blank=True, decimal_places=6, max_digits=14, null=True, verbose_name='unit price excluding tax')),
                ('on_sale', models.BooleanField(default=False, verbose_name='on sale')),
                ('refunded_quantity', core.quantity_fields.QuantityField(decimal_places=3, default=0, max_digits=13, verbose_name='refunded quantity')),
                ('refunded_amount', models.DecimalField(decimal_places=2, default=0, max_digits=12, verbose_name='refunded amount')),
                ('discount', models.DecimalField(blank=True, decimal_places=2, help_text='Empty where the shop did not say it.', max_digits=12, null=True, verbose_name='discount of its own')),
                ('known_discount', models.DecimalField(decimal_places=2, default=0, editable=False, max_digits=12)),
                ('voucher_discount', models.DecimalField(decimal_places=2, default=0, editable=False, max_digits=12)),
                ('variant', models.CharField(blank=True, max_length=100, verbose_name='variant')),
                ('product_resolved', models.BooleanField(default=False, editable=False)),
                ('categories', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, editable=False)),
                ('gift_card', models.BooleanField(default=False, editable=False, verbose_name='gift card')),
                ('gift', models.JSONField(default=dict, editable=False)),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='shop.order')),
                ('product', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.product')),
            ],
            options={
                'verbose_name': 'order line',
                'verbose_name_plural': 'order lines',
                'indexes': [models.Index(condition=models.Q(('product_resolved', False)), fields=['product'], name='order_line_to_resolve')],
                'constraints': [models.UniqueConstraint(fields=('order', 'external_id'), name='order_line_once'), models.CheckConstraint(condition=models.Q(('refunded_quantity__gte', 0), ('refunded_quantity__lte', models.F('quantity'))), name='order_line_refund_within_quantity'), models.CheckConstraint(condition=models.Q(('refunded_amount__gte', 0), ('unit_price__gte', 0), models.Q(('discount', None), ('discount__gte', 0), _connector='OR')), name='order_line_amounts_not_negative'), models.CheckConstraint(condition=models.Q(('known_discount__gte', models.F('voucher_discount')), ('voucher_discount__gte', 0)), name='order_line_known_discount_holds_vouchers')],
            },
        ),
        migrations.CreateModel(
            name='CartLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('external_id', models.CharField(max_length=100, verbose_name='id in the shop')),
                ('name', models.CharField(blank=True, max_length=255, verbose_name='name')),
                ('quantity', core.quantity_fields.QuantityField(decimal_places=3, max_digits=13, verbose_name='quantity')),
                ('unit_price', models.DecimalField(blank=True, decimal_places=6, help_text='Empty where the shop did not say it.', max_digits=14, null=True, verbose_name='unit price')),
                ('cart', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='shop.cart')),
                ('product', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.product')),
            ],
            options={
                'verbose_name': 'cart line',
                'verbose_name_plural': 'cart lines',
                'constraints': [models.UniqueConstraint(fields=('cart', 'external_id'), name='cart_line_once'), models.CheckConstraint(condition=models.Q(('quantity__gt', 0)), name='cart_line_has_a_quantity')],
            },
        ),
        migrations.AddConstraint(
            model_name='shop',
            constraint=models.CheckConstraint(condition=models.Q(('currency__regex', '^[A-Z]{3}$')), name='shop_currency_is_iso_4217'),
        ),
        migrations.AddIndex(
            model_name='retentionnotice',
            index=models.Index(fields=['due_at'], name='retention_notice_due'),
        ),
        migrations.AddConstraint(
            model_name='retentionnotice',
            constraint=models.CheckConstraint(condition=models.Q(('due_at__gt', models.F('noticed_at'))), name='retention_notice_gives_time'),
        ),
        migrations.AddConstraint(
            model_name='retentionnotice',
            constraint=core.constraints.SameShop('customer', name='retention_notice_same_shop'),
        ),
        migrations.AddConstraint(
            model_name='product',
            constraint=models.UniqueConstraint(fields=('shop', 'external_id'), name='product_external_id_once_per_shop'),
        ),
        migrations.AddConstraint(
            model_name='product',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('digest', None), ('updated_at', None)), models.Q(('digest__isnull', False), ('updated_at__isnull', False)), _connector='OR'), name='product_stated_or_placeholder'),
        ),
        migrations.AddConstraint(
            model_name='product',
            constraint=models.UniqueConstraint(fields=('shop', 'id'), name='product_once_per_shop'),
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(fields=['customer', 'placed_at'], name='order_by_customer'),
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(condition=models.Q(('counts', True)), fields=['customer'], name='order_that_counts'),
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(condition=models.Q(('purchase', ''), _negated=True), fields=['shop', 'purchase'], name='order_by_purchase'),
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(condition=models.Q(('notes', []), _negated=True), fields=['shop', 'updated_at'], name='order_with_notes'),
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(condition=models.Q(('shop_customer__isnull', False)), fields=['shop_customer'], name='order_by_shop_customer'),
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(condition=models.Q(('claimed_by__isnull', False)), fields=['claimed_by'], name='order_by_claim'),
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(models.F('shop'), django.db.models.functions.text.Lower('email'), condition=models.Q(('customer', None)), name='order_of_nobody_by_email'),
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(condition=models.Q(('address_key', ''), _negated=True), fields=['shop', 'address_key', 'placed_at'], name='order_by_address_key'),
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(models.F('shop'), core.address_fields.Undotted('address_key'), condition=models.Q(('customer', None), models.Q(('address_key', ''), _negated=True)), name='order_of_nobody_by_undotted'),
        ),
        migrations.AddConstraint(
            model_name='order',
            constraint=models.UniqueConstraint(fields=('shop', 'external_id'), name='order_external_id_once_per_shop'),
        ),
        migrations.AddConstraint(
            model_name='order',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('digest', None), ('updated_at', None)), models.Q(('digest__isnull', False), ('updated_at__isnull', False)), _connector='OR'), name='order_stated_or_placeholder'),
        ),
        migrations.AddConstraint(
            model_name='order',
            constraint=models.CheckConstraint(condition=models.Q(('updated_at', None), ('placed_at__isnull', False), _connector='OR'), name='order_stated_is_placed'),
        ),
        migrations.AddConstraint(
            model_name='order',
            constraint=models.CheckConstraint(condition=models.Q(('discount__gte', 0), ('refunded_amount__gte', 0), ('shipping__gte', 0), ('shipping_refunded__gte', 0)), name='order_amounts_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='order',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('qualified_at', None), ('qualified_by', None)), models.Q(('qualified_at__isnull', False), ('qualified_by__isnull', False)), _connector='OR'), name='order_qualification_is_whole'),
        ),
        migrations.AddConstraint(
            model_name='order',
            constraint=models.CheckConstraint(condition=models.Q(('counts', False), ('qualified_at__isnull', False), _connector='OR'), name='order_that_counts_has_qualified'),
        ),
        migrations.AddConstraint(
            model_name='order',
            constraint=models.CheckConstraint(condition=models.Q(('shop_customer', models.F('customer')), _negated=True), name='order_shop_customer_is_another'),
        ),
        migrations.AddConstraint(
            model_name='order',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('claimed_by', None), ('shop_customer', None)), ('customer__isnull', False), _connector='OR'), name='order_of_shop_customer_has_owner'),
        ),
        migrations.AddConstraint(
            model_name='order',
            constraint=models.UniqueConstraint(fields=('shop', 'id'), name='order_once_per_shop'),
        ),
        migrations.AddConstraint(
            model_name='order',
            constraint=core.constraints.SameShop('customer', name='order_customer_same_shop'),
        ),
        migrations.AddConstraint(
            model_name='order',
            constraint=core.constraints.SameShop('shop_customer', name='order_shop_customer_same_shop'),
        ),
        migrations.AddConstraint(
            model_name='order',
            constraint=core.constraints.SameShop('claimed_by', name='order_claimed_by_same_shop'),
        ),
        migrations.AddConstraint(
            model_name='ledgerroot',
            constraint=models.UniqueConstraint(fields=('shop', 'until'), name='ledger_root_once'),
        ),
        migrations.AddIndex(
            model_name='customerlook',
            index=models.Index(fields=['day'], name='customer_look_by_day'),
        ),
        migrations.AddConstraint(
            model_name='customerlook',
            constraint=models.UniqueConstraint(fields=('customer', 'user', 'day'), name='customer_look_once_a_day'),
        ),
        migrations.AddConstraint(
            model_name='customerlook',
            constraint=core.constraints.SameShop('customer', name='customer_look_same_shop'),
        ),
        migrations.AddConstraint(
            model_name='customergroup',
            constraint=models.UniqueConstraint(fields=('shop', 'external_id'), name='customergroup_external_id_once_per_shop'),
        ),
        migrations.AddConstraint(
            model_name='customergroup',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('digest', None), ('updated_at', None)), models.Q(('digest__isnull', False), ('updated_at__isnull', False)), _connector='OR'), name='customergroup_stated_or_placeholder'),
        ),
        migrations.AddConstraint(
            model_name='customergroup',
            constraint=models.CheckConstraint(condition=models.Q(('discount_percent__range', (0, 100))), name='group_discount_is_a_percentage'),
        ),
        migrations.AddConstraint(
            model_name='customergroup',
            constraint=models.CheckConstraint(condition=models.Q(('points_multiplier__gte', 0)), name='group_multiplier_not_negative'),
        ),
        migrations.AddIndex(
            model_name='customer',
            index=models.Index(models.F('shop'), django.db.models.functions.text.Lower('email'), name='customer_by_email'),
        ),
        migrations.AddIndex(
            model_name='customer',
            index=models.Index(condition=models.Q(('address_key', ''), _negated=True), fields=['shop', 'address_key'], name='customer_by_address_key'),
        ),
        migrations.AddIndex(
            model_name='customer',
            index=models.Index(condition=models.Q(('proven_key', ''), _negated=True), fields=['shop', 'proven_key'], name='customer_by_proven_key'),
        ),
        migrations.AddIndex(
            model_name='customer',
            index=models.Index(models.F('shop'), core.address_fields.Undotted('address_key'), condition=models.Q(('address_key', ''), _negated=True), name='customer_by_undotted_key'),
        ),
        migrations.AddIndex(
            model_name='customer',
            index=models.Index(condition=models.Q(('merged_into__isnull', False)), fields=['merged_into'], name='customer_by_merged_into'),
        ),
        migrations.AddConstraint(
            model_name='customer',
            constraint=models.UniqueConstraint(fields=('shop', 'external_id'), name='customer_external_id_once_per_shop'),
        ),
        migrations.AddConstraint(
            model_name='customer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('digest', None), ('updated_at', None)), models.Q(('digest__isnull', False), ('updated_at__isnull', False)), _connector='OR'), name='customer_stated_or_placeholder'),
        ),
        migrations.AddConstraint(
            model_name='customer',
            constraint=models.CheckConstraint(condition=models.Q(('erased_at', None), models.Q(('birthday', None), ('email', ''), ('first_name', ''), ('guest', False), ('last_name', ''), ('postal_digest', None), ('proven_email', '')), _connector='OR'), name='customer_erased_is_only_an_id'),
        ),
        migrations.AddConstraint(
            model_name='customer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('merged_at', None), ('merged_into', None)), models.Q(('merged_at__isnull', False), ('merged_into__isnull', False)), _connector='OR'), name='customer_merge_is_whole'),
        ),
        migrations.AddConstraint(
            model_name='customer',
            constraint=models.CheckConstraint(condition=models.Q(('merged_into', models.F('id')), _negated=True), name='customer_not_merged_into_itself'),
        ),
        migrations.AddConstraint(
            model_name='customer',
            constraint=models.UniqueConstraint(fields=('shop', 'id'), name='customer_once_per_shop'),
        ),
        migrations.AddConstraint(
            model_name='customer',
            constraint=core.constraints.SameShop('merged_into', name='customer_merged_into_same_shop'),
        ),
        migrations.AddConstraint(
            model_name='category',
            constraint=models.UniqueConstraint(fields=('shop', 'external_id'), name='category_external_id_once_per_shop'),
        ),
        migrations.AddConstraint(
            model_name='category',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('digest', None), ('updated_at', None)), models.Q(('digest__isnull', False), ('updated_at__isnull', False)), _connector='OR'), name='category_stated_or_placeholder'),
        ),
        migrations.AddIndex(
            model_name='cart',
            index=models.Index(condition=models.Q(('address_key', ''), _negated=True), fields=['shop', 'address_key'], name='cart_by_address_key'),
        ),
        migrations.AddConstraint(
            model_name='cart',
            constraint=models.UniqueConstraint(fields=('shop', 'external_id'), name='cart_external_id_once_per_shop'),
        ),
        migrations.AddConstraint(
            model_name='cart',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('digest', None), ('updated_at', None)), models.Q(('digest__isnull', False), ('updated_at__isnull', False)), _connector='OR'), name='cart_stated_or_placeholder'),
        ),
        migrations.AddConstraint(
            model_name='cart',
            constraint=models.CheckConstraint(condition=models.Q(('shop_customer', models.F('customer')), _negated=True), name='cart_shop_customer_is_another'),
        ),
        migrations.AddConstraint(
            model_name='cart',
            constraint=core.constraints.SameShop('customer', name='cart_customer_same_shop'),
        ),
        migrations.AddConstraint(
            model_name='cart',
            constraint=core.constraints.SameShop('shop_customer', name='cart_shop_customer_same_shop'),
        ),
        migrations.AddConstraint(
            model_name='cart',
            constraint=core.constraints.SameShop('order', name='cart_order_same_shop'),
        ),
    ]
