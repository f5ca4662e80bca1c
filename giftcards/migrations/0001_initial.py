
import core.constraints
import django.contrib.postgres.indexes
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.text
from decimal import Decimal
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('shop', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='CardBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.UUIDField(editable=False)),
                ('name', models.CharField(blank=True, max_length=200, verbose_name='file')),
                ('terms', models.JSONField(editable=False)),
                ('lines', models.JSONField(default=list, editable=False)),
                ('refused', models.JSONField(default=list, editable=False)),
                ('count', models.PositiveIntegerField(verbose_name='gift cards')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='amount')),
                ('author', models.CharField(max_length=40, verbose_name='author')),
                ('prepared_at', models.DateTimeField(verbose_name='prepared')),
                ('made_at', models.DateTimeField(blank=True, null=True, verbose_name='made')),
                ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.shop', verbose_name='shop')),
            ],
            options={
                'verbose_name': 'batch of gift cards',
                'verbose_name_plural': 'batches of gift cards',
            },
        ),
        migrations.CreateModel(
            name='CardTerms',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('validity', models.PositiveSmallIntegerField(default=12, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(120)], verbose_name='valid for so many months')),
                ('single_use', models.BooleanField(default=False, help_text='What that order leaves is lost. Otherwise the balance is kept.', verbose_name='for one order only')),
                ('minimum', models.DecimalField(decimal_places=2, default=Decimal('0'), help_text='Goods before any discount; gift cards do not count.', max_digits=12, validators=[django.core.validators.MinValueValidator(0)], verbose_name='minimum cart')),
                ('vat_regime', models.CharField(choices=[('multiple', 'multi-purpose: taxed when used'), ('single', 'single-purpose: taxed when sold')], default='multiple', max_length=10, verbose_name='VAT regime')),
                ('vat_rate', models.DecimalField(blank=True, decimal_places=2, help_text='Of single-purpose cards only.', max_digits=5, null=True, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(100)], verbose_name='VAT rate in percent')),
                ('since', models.DateTimeField(verbose_name='cards are made for orders since')),
                ('product', models.ForeignKey(blank=True, db_constraint=False, help_text='Empty: all gift cards without terms of their own.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.product', verbose_name='product')),
                ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.shop', verbose_name='shop')),
            ],
            options={
                'verbose_name': 'terms of gift cards',
                'verbose_name_plural': 'terms of gift cards',
            },
        ),
        migrations.CreateModel(
            name='GiftCard',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=50, verbose_name='code')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='amount')),
                ('balance', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='balance')),
                ('moved', models.PositiveIntegerField(default=0, editable=False)),
                ('single_use', models.BooleanField(default=False, verbose_name='for one order only')),
                ('minimum', models.DecimalField(decimal_places=2, default=Decimal('0'), max_digits=12, verbose_name='minimum cart')),
                ('vat_regime', models.CharField(choices=[('multiple', 'multi-purpose: taxed when used'), ('single', 'single-purpose: taxed when sold')], default='multiple', max_length=10, verbose_name='VAT regime')),
                ('vat_rate', models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True, verbose_name='VAT rate in percent')),
                ('valid_from', models.DateTimeField(verbose_name='valid from')),
                ('valid_until', models.DateTimeField(verbose_name='valid until')),
                ('sender', models.CharField(blank=True, max_length=100, verbose_name='from')),
                ('recipient', models.CharField(blank=True, max_length=100, verbose_name='recipient')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='recipient’s e-mail')),
                ('message', models.CharField(blank=True, max_length=500, verbose_name='message')),
                ('deliver_at', models.DateTimeField(blank=True, null=True, verbose_name='to be sent')),
                ('line', models.CharField(blank=True, editable=False, max_length=100)),
                ('piece', models.PositiveIntegerField(editable=False, null=True)),
                ('cancelled_at', models.DateTimeField(blank=True, null=True, verbose_name='cancelled')),
                ('cancelled_by', models.CharField(blank=True, max_length=40, verbose_name='cancelled by')),
                ('cancel_reason', models.CharField(blank=True, max_length=500, verbose_name='reason')),
                ('author', models.CharField(max_length=40, verbose_name='author')),
                ('issued_at', models.DateTimeField(verbose_name='issued')),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('batch', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='cards', to='giftcards.cardbatch', verbose_name='batch')),
                ('holder', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.customer', verbose_name='in the account of')),
                ('order', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.order', verbose_name='bought by order')),
                ('product', models.ForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.product')),
                ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.shop', verbose_name='shop')),
            ],
            options={
                'verbose_name': 'gift card',
                'verbose_name_plural': 'gift cards',
                'permissions': [('cancel_giftcard', 'Can cancel gift cards'), ('export_giftcard', 'Can export gift cards'), ('view_giftcard_report', 'Can view the report of gift cards')],
            },
        ),
        migrations.CreateModel(
            name='CardMovement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='number')),
                ('kind', models.CharField(choices=[('issue', 'Issued'), ('pay', 'Paid'), ('give_back', 'Given back'), ('lose', 'Remainder lost'), ('expire', 'Expired'), ('cancel', 'Cancelled')], max_length=10, verbose_name='kind')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='amount')),
                ('balance', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='balance')),
                ('author', models.CharField(max_length=40, verbose_name='author')),
                ('happened_at', models.DateTimeField(verbose_name='date')),
                ('valid_until', models.DateTimeField(editable=False)),
                ('booked_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('hash', models.BinaryField(max_length=32)),
                ('order', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.order', verbose_name='order')),
                ('card', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='movements', to='giftcards.giftcard')),
            ],
            options={
                'verbose_name': 'movement of a gift card',
                'verbose_name_plural': 'movements of gift cards',
            },
        ),
        migrations.CreateModel(
            name='CardHold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cart', models.CharField(max_length=100, verbose_name='cart')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='amount')),
                ('expires_at', models.DateTimeField(db_index=True, verbose_name='until')),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('card', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holds', to='giftcards.giftcard')),
            ],
            options={
                'verbose_name': 'hold of a gift card',
                'verbose_name_plural': 'holds of gift cards',
            },
        ),
        migrations.CreateModel(
            name='RefusedPayment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=50, verbose_name='code')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='amount')),
                ('reason', models.CharField(max_length=30, verbose_name='reason')),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='since')),
                ('order', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.order', verbose_name='order')),
                ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.shop', verbose_name='shop')),
            ],
            options={
                'verbose_name': 'refused payment',
                'verbose_name_plural': 'refused payments',
            },
        ),
        migrations.AddConstraint(
            model_name='cardbatch',
            constraint=models.UniqueConstraint(fields=('shop', 'token'), name='card_batch_form_sent_once'),
        ),
        migrations.AddConstraint(
            model_name='cardterms',
            constraint=models.UniqueConstraint(fields=('shop', 'product'), name='card_terms_once_per_product', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='cardterms',
            constraint=models.CheckConstraint(condition=models.Q(('validity__range', (1, 120))), name='card_terms_validity_in_months'),
        ),
        migrations.AddConstraint(
            model_name='cardterms',
            constraint=models.CheckConstraint(condition=models.Q(('minimum__gte', 0)), name='card_terms_minimum_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='cardterms',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('vat_rate', None), ('vat_regime', 'multiple')), models.Q(('vat_rate__isnull', False), ('vat_rate__range', (0, 100)), ('vat_regime', 'single')), _connector='OR'), name='card_terms_rate_of_their_regime'),
        ),
        migrations.AddConstraint(
            model_name='cardterms',
            constraint=core.constraints.SameShop('product', name='card_terms_product_same_shop'),
        ),
        migrations.AddIndex(
            model_name='giftcard',
            index=models.Index(fields=['shop', '-issued_at', '-id'], name='gift_card_by_issue'),
        ),
        migrations.AddIndex(
            model_name='giftcard',
            index=models.Index(condition=models.Q(('balance__gt', 0)), fields=['valid_until'], name='gift_card_to_expire'),
        ),
        migrations.AddIndex(
            model_name='giftcard',
            index=models.Index(models.F('shop'), django.db.models.functions.text.Lower('email'), condition=models.Q(('email', ''), _negated=True), name='gift_card_by_email'),
        ),
        migrations.AddConstraint(
            model_name='giftcard',
            constraint=models.UniqueConstraint(models.F('shop'), django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Upper('code'), name='text_pattern_ops'), name='gift_card_code_once'),
        ),
        migrations.AddConstraint(
            model_name='giftcard',
            constraint=models.UniqueConstraint(fields=('order', 'line', 'piece'), name='gift_card_once_per_piece'),
        ),
        migrations.AddConstraint(
            model_name='giftcard',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='gift_card_amount_positive'),
        ),
        migrations.AddConstraint(
            model_name='giftcard',
            constraint=models.CheckConstraint(condition=models.Q(('balance__gte', 0), ('balance__lte', models.F('amount'))), name='gift_card_balance_within_amount'),
        ),
        migrations.AddConstraint(
            model_name='giftcard',
            constraint=models.CheckConstraint(condition=models.Q(('minimum__gte', 0)), name='gift_card_minimum_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='giftcard',
            constraint=models.CheckConstraint(condition=models.Q(('valid_until__gt', models.F('valid_from'))), name='gift_card_ends_after_it_starts'),
        ),
        migrations.AddConstraint(
            model_name='giftcard',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('vat_rate', None), ('vat_regime', 'multiple')), models.Q(('vat_rate__isnull', False), ('vat_rate__range', (0, 100)), ('vat_regime', 'single')), _connector='OR'), name='gift_card_rate_of_its_regime'),
        ),
        migrations.AddConstraint(
            model_name='giftcard',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('line', ''), ('order', None), ('piece', None)), models.Q(('order__isnull', False), ('piece__isnull', False), models.Q(('line', ''), _negated=True)), _connector='OR'), name='gift_card_names_its_piece'),
        ),
        migrations.AddConstraint(
            model_name='giftcard',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('cancel_reason', ''), ('cancelled_at', None), ('cancelled_by', '')), models.Q(('balance', 0), ('cancelled_at__isnull', False)), _connector='OR'), name='gift_card_cancelled_is_empty'),
        ),
        migrations.AddConstraint(
            model_name='giftcard',
            constraint=models.UniqueConstraint(fields=('shop', 'id'), name='gift_card_once_per_shop'),
        ),
        migrations.AddConstraint(
            model_name='giftcard',
            constraint=core.constraints.SameShop('holder', name='gift_card_holder_same_shop'),
        ),
        migrations.AddConstraint(
            model_name='giftcard',
            constraint=core.constraints.SameShop('order', name='gift_card_order_same_shop'),
        ),
        migrations.AddConstraint(
            model_name='giftcard',
            constraint=core.constraints.SameShop('product', name='gift_card_product_same_shop'),
        ),
        migrations.AddIndex(
            model_name='cardmovement',
            index=models.Index(condition=models.Q(('order__isnull', False)), fields=['order'], name='card_movement_by_order'),
        ),
        migrations.AddConstraint(
            model_name='cardmovement',
            constraint=models.UniqueConstraint(fields=('card', 'number'), name='card_movement_number_once'),
        ),
        migrations.AddConstraint(
            model_name='cardmovement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('amount__gt', 0), ('kind__in', ['issue', 'give_back'])), models.Q(('amount__lt', 0), ('kind', 'pay')), models.Q(('kind__in', ['lose', 'expire', 'cancel']), models.Q(('amount', 0), _negated=True)), _connector='OR'), name='card_movement_goes_its_way'),
        ),
        migrations.AddConstraint(
            model_name='cardmovement',
            constraint=models.CheckConstraint(condition=models.Q(('balance__gte', 0)), name='card_movement_balance_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='cardmovement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['pay', 'give_back', 'lose']), ('order__isnull', False)), models.Q(models.Q(('kind__in', ['pay', 'give_back', 'lose']), _negated=True), ('order', None)), _connector='OR'), name='card_movement_names_its_order'),
        ),
        migrations.AddConstraint(
            model_name='cardmovement',
            constraint=models.CheckConstraint(condition=models.Q(('author', ''), _negated=True), name='card_movement_has_an_author'),
        ),
        migrations.AddConstraint(
            model_name='cardhold',
            constraint=models.UniqueConstraint(fields=('card', 'cart'), name='gift_card_held_once_per_cart'),
        ),
        migrations.AddConstraint(
            model_name='cardhold',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='card_hold_amount_positive'),
        ),
        migrations.AddIndex(
            model_name='refusedpayment',
            index=models.Index(models.F('shop'), django.db.models.functions.text.Upper('code'), name='refused_payment_by_code'),
        ),
        migrations.AddConstraint(
            model_name='refusedpayment',
            constraint=models.UniqueConstraint(models.F('order'), django.db.models.functions.text.Upper('code'), name='payment_refused_once'),
        ),
        migrations.AddConstraint(
            model_name='refusedpayment',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='refused_payment_amount_positive'),
        ),
        migrations.AddConstraint(
            model_name='refusedpayment',
            constraint=core.constraints.SameShop('order', name='refused_payment_order_same_shop'),
        ),
    ]
