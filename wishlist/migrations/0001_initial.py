
import core.constraints
import django.core.validators
import django.db.models.deletion
from decimal import Decimal
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('shop', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Wishlist',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(blank=True, max_length=80, verbose_name='name')),
                ('default', models.BooleanField(default=False, verbose_name='default list')),
                ('share_key', models.CharField(editable=False, max_length=40, null=True, unique=True)),
                ('created_at', models.DateTimeField(verbose_name='created')),
                ('removed_at', models.DateTimeField(blank=True, null=True, verbose_name='removed')),
                ('customer', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.customer', verbose_name='customer')),
                ('original_owner', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.customer')),
                ('shop', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.shop', verbose_name='shop')),
            ],
            options={
                'verbose_name': 'wish list',
                'verbose_name_plural': 'wish lists',
            },
        ),
        migrations.CreateModel(
            name='Wish',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quantity', models.PositiveSmallIntegerField(default=1, verbose_name='quantity')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='note')),
                ('priority', models.PositiveSmallIntegerField(choices=[(1, 'Very much wished'), (2, 'Wished'), (3, 'One day, perhaps')], default=2, verbose_name='priority')),
                ('added_at', models.DateTimeField(verbose_name='added')),
                ('removed_at', models.DateTimeField(blank=True, null=True, verbose_name='removed')),
                ('price_watched', models.DateTimeField(editable=False, null=True)),
                ('stock_watched', models.DateTimeField(editable=False, null=True)),
                ('product', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.product', verbose_name='product')),
                ('wishlist', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='wishes', to='wishlist.wishlist', verbose_name='wish list')),
            ],
            options={
                'verbose_name': 'wish',
                'verbose_name_plural': 'wishes',
            },
        ),
        migrations.CreateModel(
            name='WishlistSettings',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('page_fr', models.CharField(default='Mes envies', max_length=60, verbose_name='title of the page in French')),
                ('page_en', models.CharField(default='My wishes', max_length=60, verbose_name='title of the page in English')),
                ('button_fr', models.CharField(default='Ajouter à ma liste d’envies', max_length=60, verbose_name='label of the button in French')),
                ('button_en', models.CharField(default='Add to my wish list', max_length=60, verbose_name='label of the button in English')),
                ('list_fr', models.CharField(default='Ma liste d’envies', max_length=80, verbose_name='name of the default list in French')),
                ('list_en', models.CharField(default='My wish list', max_length=80, verbose_name='name of the default list in English')),
                ('cart_address', models.CharField(blank=True, help_text='With {product} for the article’s id and {quantity}: PrestaShop takes https://…/panier?add=1&id_product={product}&qty={quantity}, WooCommerce https://…/?add-to-cart={product}&quantity={quantity}. Empty: the button leads to the article’s page.', max_length=500, validators=[django.core.validators.RegexValidator('^(https?://[^\\s{}]+|/)[^\\s{}]*(\\{product\\}|\\{quantity\\}|[^\\s{}])*$', 'An address, with {product} and {quantity} where these stand.')], verbose_name='address that puts an article into the cart')),
                ('tells_price', models.BooleanField(default=False, verbose_name='tell customers who ask when an article of their lists costs less')),
                ('least_drop', models.DecimalField(decimal_places=2, default=Decimal('5'), help_text='Less than the lowest price of the thirty days before, as by law.', max_digits=5, validators=[django.core.validators.MinValueValidator(Decimal('0.01')), django.core.validators.MaxValueValidator(Decimal('99'))], verbose_name='by at least so many percent')),
                ('tells_stock', models.BooleanField(default=False, verbose_name='tell customers who ask when an article of their lists is back in stock')),
                ('shop', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.shop', verbose_name='shop')),
            ],
            options={
                'verbose_name': 'wish list settings',
                'verbose_name_plural': 'wish list settings',
            },
        ),
        migrations.CreateModel(
            name='GiftPledge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('giver', models.UUIDField()),
                ('pledged_at', models.DateTimeField()),
                ('wish', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pledges', to='wishlist.wish')),
            ],
            options={
                'verbose_name': 'gift',
                'verbose_name_plural': 'gifts',
                'constraints': [models.UniqueConstraint(fields=('wish', 'giver'), name='gift_pledge_once_per_giver')],
            },
        ),
        migrations.CreateModel(
            name='WishEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(verbose_name='day')),
                ('added_at', models.DateTimeField(verbose_name='added')),
                ('customer', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.customer')),
                ('original_owner', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.customer')),
                ('product', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.product')),
                ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.shop')),
            ],
            options={
                'verbose_name': 'added wish',
                'verbose_name_plural': 'added wishes',
                'indexes': [models.Index(fields=['shop', 'added_at', 'product'], name='wish_event_by_time'), models.Index(condition=models.Q(('original_owner__isnull', False)), fields=['original_owner'], name='wish_event_by_original_owner')],
                'constraints': [models.UniqueConstraint(fields=('customer', 'product', 'day'), name='wish_event_once_a_day'), models.CheckConstraint(condition=models.Q(('original_owner', models.F('customer')), _negated=True), name='wish_event_original_owner_is_another'), core.constraints.SameShop('product', name='wish_event_product_same_shop'), core.constraints.SameShop('customer', name='wish_event_customer_same_shop'), core.constraints.SameShop('original_owner', name='wish_event_original_owner_same_shop')],
            },
        ),
        migrations.AddIndex(
            model_name='wishlist',
            index=models.Index(condition=models.Q(('removed_at__isnull', False)), fields=['removed_at'], name='wishlist_to_purge'),
        ),
        migrations.AddConstraint(
            model_name='wishlist',
            constraint=models.UniqueConstraint(condition=models.Q(('default', True), ('original_owner', None)), fields=('customer',), name='wishlist_default_once'),
        ),
        migrations.AddConstraint(
            model_name='wishlist',
            constraint=models.CheckConstraint(condition=models.Q(('default', False), ('original_owner__isnull', False), ('removed_at', None), _connector='OR'), name='wishlist_default_stays'),
        ),
        migrations.AddConstraint(
            model_name='wishlist',
            constraint=models.CheckConstraint(condition=models.Q(('default', True), models.Q(('name', ''), _negated=True), _connector='OR'), name='wishlist_has_a_name'),
        ),
        migrations.AddConstraint(
            model_name='wishlist',
            constraint=models.CheckConstraint(condition=models.Q(('share_key', None), ('removed_at', None), _connector='OR'), name='wishlist_removed_is_private'),
        ),
        migrations.AddConstraint(
            model_name='wishlist',
            constraint=models.CheckConstraint(condition=models.Q(('share_key', ''), _negated=True), name='wishlist_share_key_not_empty'),
        ),
        migrations.AddConstraint(
            model_name='wishlist',
            constraint=models.CheckConstraint(condition=models.Q(('original_owner', models.F('customer')), _negated=True), name='wishlist_original_owner_is_another'),
        ),
        migrations.AddConstraint(
            model_name='wishlist',
            constraint=core.constraints.SameShop('customer', name='wishlist_customer_same_shop'),
        ),
        migrations.AddConstraint(
            model_name='wishlist',
            constraint=core.constraints.SameShop('original_owner', name='wishlist_original_owner_same_shop'),
        ),
        migrations.AddIndex(
            model_name='wish',
            index=models.Index(condition=models.Q(('removed_at__isnull', False)), fields=['removed_at'], name='wish_to_purge'),
        ),
        migrations.AddIndex(
            model_name='wish',
            index=models.Index(condition=models.Q(('removed_at', None), models.Q(('price_watched__isnull', False), ('stock_watched__isnull', False), _connector='OR')), fields=['product'], name='wish_watched'),
        ),
        migrations.AddConstraint(
            model_name='wish',
            constraint=models.UniqueConstraint(fields=('wishlist', 'product'), name='wish_once'),
        ),
        migrations.AddConstraint(
            model_name='wish',
            constraint=models.CheckConstraint(condition=models.Q(('quantity__range', (1, 99))), name='wish_has_some'),
        ),
        migrations.AddConstraint(
            model_name='wish',
            constraint=models.CheckConstraint(condition=models.Q(('priority__range', (1, 3))), name='wish_priority_known'),
        ),
        migrations.AddConstraint(
            model_name='wishlistsettings',
            constraint=models.CheckConstraint(condition=models.Q(('least_drop__gt', 0), ('least_drop__lt', 100)), name='wishlist_drop_is_a_percentage'),
        ),
    ]
