
import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.text
import uuid
from decimal import Decimal
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('shop', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='DemoAccount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=100, verbose_name='number')),
                ('email', models.EmailField(max_length=254, verbose_name='e-mail')),
                ('first_name', models.CharField(blank=True, max_length=100, verbose_name='first name')),
                ('last_name', models.CharField(blank=True, max_length=100, verbose_name='last name')),
                ('group', models.CharField(blank=True, max_length=100, verbose_name='group')),
                ('registered_at', models.DateTimeField(verbose_name='registered')),
                ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.shop', verbose_name='shop')),
            ],
            options={
                'verbose_name': 'account',
                'verbose_name_plural': 'accounts',
            },
        ),
        migrations.CreateModel(
            name='DemoCart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('codes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=50), blank=True, default=list, verbose_name='voucher codes')),
                ('holding', models.BooleanField(default=False, editable=False)),
                ('ordered', models.BooleanField(default=False, verbose_name='ordered')),
                ('updated_at', models.DateTimeField(verbose_name='updated')),
                ('account', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='demo_shop.demoaccount', verbose_name='account')),
                ('shop', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.shop', verbose_name='shop')),
            ],
            options={
                'verbose_name': 'cart',
                'verbose_name_plural': 'carts',
            },
        ),
        migrations.CreateModel(
            name='DemoCategory',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=100, verbose_name='number')),
                ('slug', models.SlugField(max_length=60, verbose_name='address')),
                ('name', models.CharField(max_length=100, verbose_name='name')),
                ('rank', models.PositiveSmallIntegerField(default=0, verbose_name='rank')),
                ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.shop', verbose_name='shop')),
            ],
            options={
                'verbose_name': 'category',
                'verbose_name_plural': 'categories',
            },
        ),
        migrations.CreateModel(
            name='DemoOrder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=100, verbose_name='number')),
                ('reference', models.CharField(max_length=20, verbose_name='reference')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('email', models.EmailField(max_length=254, verbose_name='e-mail')),
                ('state', models.CharField(choices=[('pending', 'Awaiting cheque payment'), ('paid', 'Payment accepted'), ('processing', 'Being prepared'), ('shipped', 'Shipped'), ('delivered', 'Delivered'), ('cancelled', 'Cancelled'), ('refunded', 'Refunded'), ('payment_error', 'Payment refused')], max_length=20, verbose_name='state')),
                ('placed_at', models.DateTimeField(verbose_name='placed')),
                ('paid_at', models.DateTimeField(blank=True, null=True, verbose_name='paid')),
                ('updated_at', models.DateTimeField(verbose_name='updated')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='the buyer has withdrawn')),
                ('synced_at', models.DateTimeField(editable=False, null=True)),
                ('shipping', models.DecimalField(decimal_places=2, default=0, max_digits=12, verbose_name='shipping')),
                ('discount', models.DecimalField(decimal_places=2, default=0, max_digits=12, verbose_name='discount')),
                ('refunded_amount', models.DecimalField(decimal_places=2, default=0, max_digits=12, verbose_name='refunded outside lines')),
                ('total', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='total')),
                ('vouchers', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=50), blank=True, default=list, verbose_name='voucher codes')),
                ('gift_cards', models.JSONField(default=dict, editable=False)),
                ('account', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='demo_shop.demoaccount', verbose_name='account')),
                ('cart', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='order', to='demo_shop.democart', verbose_name='cart')),
                ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.shop', verbose_name='shop')),
            ],
            options={
                'verbose_name': 'order of the demo shop',
                'verbose_name_plural': 'orders of the demo shop',
            },
        ),
        migrations.CreateModel(
            name='DemoProduct',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=100, verbose_name='number')),
                ('slug', models.SlugField(max_length=80, verbose_name='address')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('description', models.TextField(blank=True, verbose_name='description')),
                ('price', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='price')),
                ('price_excl_tax', models.DecimalField(decimal_places=6, max_digits=14, verbose_name='price excluding tax')),
                ('was', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, verbose_name='regular price')),
                ('stock', models.PositiveIntegerField(default=0, verbose_name='stock')),
                ('gift_card', models.BooleanField(default=False, verbose_name='gift card')),
                ('drawing', models.CharField(choices=[('bag', 'Bag'), ('board', 'Board'), ('bottle', 'Bottle'), ('bowl', 'Bowl'), ('box', 'Box'), ('candle', 'Candle'), ('carafe', 'Carafe'), ('cushion', 'Cushion'), ('diffuser', 'Diffuser'), ('jar', 'Jar'), ('lamp', 'Lamp'), ('lantern', 'Lantern'), ('notebook', 'Notebook'), ('paper', 'Paper'), ('pen', 'Pen'), ('pillar', 'Pillar'), ('plate', 'Plate'), ('soap', 'Soap'), ('spray', 'Spray'), ('taper', 'Taper'), ('teapot', 'Teapot'), ('throw', 'Throw'), ('tin', 'Tin'), ('towel', 'Towel'), ('vase', 'Vase')], max_length=20, verbose_name='drawing')),
                ('colour', models.CharField(max_length=7, verbose_name='colour')),
                ('ground', models.CharField(max_length=7, verbose_name='background')),
                ('category', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='products', to='demo_shop.democategory', verbose_name='category')),
                ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.shop', verbose_name='shop')),
            ],
            options={
                'verbose_name': 'article',
                'verbose_name_plural': 'articles',
            },
        ),
        migrations.CreateModel(
            name='DemoOrderLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('quantity', models.PositiveIntegerField(verbose_name='quantity')),
                ('unit_price', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='unit price')),
                ('unit_price_excl_tax', models.DecimalField(decimal_places=6, max_digits=14, verbose_name='unit price excluding tax')),
                ('on_sale', models.BooleanField(default=False, verbose_name='on sale')),
                ('refunded_quantity', models.PositiveIntegerField(default=0, verbose_name='refunded quantity')),
                ('discount', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, verbose_name='discount')),
                ('gift', models.JSONField(default=dict, editable=False)),
                ('cards', models.JSONField(default=list, editable=False)),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='demo_shop.demoorder')),
                ('product', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='demo_shop.demoproduct')),
            ],
            options={
                'verbose_name': 'order line',
                'verbose_name_plural': 'order lines',
            },
        ),
        migrations.CreateModel(
            name='DemoCartLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quantity', models.PositiveIntegerField(verbose_name='quantity')),
                ('gift', models.JSONField(default=dict, editable=False)),
                ('cart', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='demo_shop.democart')),
                ('product', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='demo_shop.demoproduct')),
            ],
            options={
                'verbose_name': 'cart line',
                'verbose_name_plural': 'cart lines',
            },
        ),
        migrations.CreateModel(
            name='Storefront',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('api_key', models.CharField(max_length=100, verbose_name='API key')),
                ('shipping', models.DecimalField(decimal_places=2, default=Decimal('5.80'), max_digits=12, verbose_name='shipping')),
                ('last_account', models.PositiveIntegerField(default=0, editable=False)),
                ('last_order', models.PositiveIntegerField(default=0, editable=False)),
                ('shop', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.shop', verbose_name='shop')),
            ],
            options={
                'verbose_name': 'storefront',
                'verbose_name_plural': 'storefronts',
            },
        ),
        migrations.AddConstraint(
            model_name='demoaccount',
            constraint=models.UniqueConstraint(fields=('shop', 'number'), name='demo_account_number_once'),
        ),
        migrations.AddConstraint(
            model_name='demoaccount',
            constraint=models.UniqueConstraint(fields=('shop', 'email'), name='demo_account_email_once'),
        ),
        migrations.AddConstraint(
            model_name='demoaccount',
            constraint=models.CheckConstraint(condition=models.Q(('email', django.db.models.functions.text.Lower('email'))), name='demo_account_email_is_lower_case'),
        ),
        migrations.AddConstraint(
            model_name='democart',
            constraint=models.UniqueConstraint(condition=models.Q(('ordered', False)), fields=('account',), name='demo_cart_one_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='democategory',
            constraint=models.UniqueConstraint(fields=('shop', 'number'), name='demo_category_number_once'),
        ),
        migrations.AddConstraint(
            model_name='democategory',
            constraint=models.UniqueConstraint(fields=('shop', 'slug'), name='demo_category_slug_once'),
        ),
        migrations.AddIndex(
            model_name='demoorder',
            index=models.Index(fields=['account', '-placed_at'], name='demo_order_by_account'),
        ),
        migrations.AddIndex(
            model_name='demoorder',
            index=models.Index(condition=models.Q(('synced_at', None), ('synced_at__lt', models.F('updated_at')), _connector='OR'), fields=['shop'], name='demo_order_unsynced'),
        ),
        migrations.AddConstraint(
            model_name='demoorder',
            constraint=models.UniqueConstraint(fields=('shop', 'number'), name='demo_order_number_once'),
        ),
        migrations.AddConstraint(
            model_name='demoorder',
            constraint=models.UniqueConstraint(fields=('shop', 'reference'), name='demo_order_reference_once'),
        ),
        migrations.AddConstraint(
            model_name='demoorder',
            constraint=models.CheckConstraint(condition=models.Q(('discount__gte', 0), ('refunded_amount__gte', 0), ('shipping__gte', 0), ('total__gte', 0)), name='demo_order_amounts_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='demoproduct',
            constraint=models.UniqueConstraint(fields=('shop', 'number'), name='demo_product_number_once'),
        ),
        migrations.AddConstraint(
            model_name='demoproduct',
            constraint=models.UniqueConstraint(fields=('shop', 'slug'), name='demo_product_slug_once'),
        ),
        migrations.AddConstraint(
            model_name='demoproduct',
            constraint=models.CheckConstraint(condition=models.Q(('price__gt', 0), ('price_excl_tax__gt', 0)), name='demo_product_prices_positive'),
        ),
        migrations.AddConstraint(
            model_name='demoproduct',
            constraint=models.CheckConstraint(condition=models.Q(('was', None), ('was__gt', models.F('price')), _connector='OR'), name='demo_product_on_sale_costs_less'),
        ),
        migrations.AddConstraint(
            model_name='demoproduct',
            constraint=models.CheckConstraint(condition=models.Q(('colour__regex', '^#[0-9a-f]{6}$'), ('ground__regex', '^#[0-9a-f]{6}$')), name='demo_product_colours_are_colours'),
        ),
        migrations.AddConstraint(
            model_name='demoorderline',
            constraint=models.UniqueConstraint(fields=('order', 'product'), name='demo_order_line_once'),
        ),
        migrations.AddConstraint(
            model_name='demoorderline',
            constraint=models.CheckConstraint(condition=models.Q(('refunded_quantity__lte', models.F('quantity'))), name='demo_order_line_refund_within_quantity'),
        ),
        migrations.AddConstraint(
            model_name='demoorderline',
            constraint=models.CheckConstraint(condition=models.Q(('discount', None), ('discount__gte', 0), _connector='OR'), name='demo_order_line_discount_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='democartline',
            constraint=models.UniqueConstraint(fields=('cart', 'product'), name='demo_cart_line_once'),
        ),
        migrations.AddConstraint(
            model_name='democartline',
            constraint=models.CheckConstraint(condition=models.Q(('quantity__range', (1, 99))), name='demo_cart_line_has_some'),
        ),
        migrations.AddConstraint(
            model_name='storefront',
            constraint=models.CheckConstraint(condition=models.Q(('shipping__gte', 0)), name='storefront_shipping_not_negative'),
        ),
    ]
