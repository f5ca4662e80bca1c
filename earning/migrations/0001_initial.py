
import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
import earning.models.versions
from decimal import Decimal
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('shop', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='RuleVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='version')),
                ('effective_from', models.DateTimeField(verbose_name='in force from')),
                ('author', models.CharField(max_length=40, verbose_name='author')),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('ratio', models.DecimalField(decimal_places=2, default=Decimal('10'), help_text='Spending this much earns one block of points.', max_digits=10, validators=[django.core.validators.MinValueValidator(Decimal('0.01'))], verbose_name='amount per block')),
                ('points_per_block', models.PositiveIntegerField(default=1, validators=[django.core.validators.MinValueValidator(1)], verbose_name='points per block')),
                ('value', models.DecimalField(decimal_places=4, default=Decimal('0.50'), max_digits=10, validators=[django.core.validators.MinValueValidator(Decimal('0.0001'))], verbose_name='value of a point')),
                ('counting_states', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('pending', 'Pending'), ('paid', 'Paid'), ('processing', 'Processing'), ('shipped', 'Shipped'), ('delivered', 'Delivered'), ('cancelled', 'Cancelled'), ('refunded', 'Refunded'), ('payment_error', 'Payment error')], max_length=20), default=earning.models.versions.counting_by_default, verbose_name='points are granted when the order is')),
                ('cancelling_states', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('pending', 'Pending'), ('paid', 'Paid'), ('processing', 'Processing'), ('shipped', 'Shipped'), ('delivered', 'Delivered'), ('cancelled', 'Cancelled'), ('refunded', 'Refunded'), ('payment_error', 'Payment error')], max_length=20), blank=True, default=earning.models.versions.cancelling_by_default, verbose_name='and cancelled when the order is')),
                ('earn_on_sale', models.BooleanField(default=True, verbose_name='points on discounted products')),
                ('tax_included', models.BooleanField(default=True, verbose_name='amounts count with tax')),
                ('tax_zones', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=2, validators=[django.core.validators.RegexValidator('^[A-Z]{2}$')]), blank=True, default=list, help_text='Elsewhere amounts count without tax. Empty: everywhere.', verbose_name='countries where they do')),
                ('include_shipping', models.BooleanField(default=False, verbose_name='points on shipping')),
                ('vouchers_earn', models.BooleanField(default=False, help_text='A voucher then lowers the price, and not the points.', verbose_name='points on what vouchers pay')),
                ('earn_categories', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), blank=True, default=list, verbose_name='categories that earn')),
                ('excluded_categories', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), blank=True, default=list, verbose_name='categories that earn nothing')),
                ('rounding', models.CharField(choices=[('floor', 'rounded down'), ('half_up', 'rounded to the nearest'), ('ceiling', 'rounded up')], default='floor', max_length=10, verbose_name='rounding')),
                ('order_ceiling', models.PositiveIntegerField(blank=True, help_text='Empty: no limit.', null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name='most points of an order')),
                ('pending_days', models.PositiveIntegerField(default=0, help_text='Your return period, for instance 14.', validators=[django.core.validators.MaxValueValidator(36500)], verbose_name='days before points can be spent')),
                ('validity', models.PositiveIntegerField(blank=True, default=100, help_text='Empty: points never expire.', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(36500)], verbose_name='validity of points')),
                ('validity_unit', models.CharField(choices=[('days', 'days'), ('months', 'months')], default='days', max_length=10, verbose_name='unit of validity')),
                ('convert_minimum', models.PositiveIntegerField(default=1, validators=[django.core.validators.MinValueValidator(1)], verbose_name='fewest points to convert')),
                ('convert_step', models.PositiveIntegerField(default=1, validators=[django.core.validators.MinValueValidator(1)], verbose_name='points convert in steps of')),
                ('debt_limit', models.PositiveIntegerField(blank=True, help_text='What is beyond is written off. Empty: no limit.', null=True, verbose_name='largest debt of points')),
                ('notice_days', models.PositiveIntegerField(blank=True, default=15, help_text='Empty: nobody is told.', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(366)], verbose_name='days before points expire at which customers are told')),
                ('return_days', models.PositiveIntegerField(default=0, help_text='0: they keep their own dates.', validators=[django.core.validators.MaxValueValidator(36500)], verbose_name='returned points can be spent for at least')),
                ('voucher_label_fr', models.CharField(default='Récompense fidélité', max_length=100, verbose_name='label of the voucher in French')),
                ('voucher_label_en', models.CharField(default='Loyalty reward', max_length=100, verbose_name='label of the voucher in English')),
                ('voucher_minimum', models.DecimalField(decimal_places=2, default=Decimal('5'), max_digits=10, validators=[django.core.validators.MinValueValidator(Decimal('0'))], verbose_name='minimum cart of the voucher')),
                ('voucher_days', models.PositiveIntegerField(default=365, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(36500)], verbose_name='validity of the voucher in days')),
                ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.shop', verbose_name='shop')),
                ('voucher_categories', models.ManyToManyField(blank=True, help_text='With what stands below them, now and later; empty for all.', related_name='+', to='shop.category', verbose_name='categories the voucher is valid on')),
            ],
            options={
                'verbose_name': 'programme rules',
                'verbose_name_plural': 'programme rules',
            },
        ),
        migrations.CreateModel(
            name='BonusTerms',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('priority', models.PositiveIntegerField(verbose_name='priority')),
                ('name', models.CharField(max_length=100, verbose_name='name')),
                ('kind', models.CharField(choices=[('points', 'points more per piece'), ('factor', 'points times')], max_length=10, verbose_name='kind')),
                ('points', models.PositiveIntegerField(default=0, verbose_name='points per piece')),
                ('factor', models.DecimalField(decimal_places=2, default=Decimal('1'), max_digits=5, validators=[django.core.validators.MinValueValidator(Decimal('1')), django.core.validators.MaxValueValidator(Decimal('100'))], verbose_name='factor')),
                ('products', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), blank=True, default=list, verbose_name='products')),
                ('categories', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), blank=True, default=list, verbose_name='categories')),
                ('starts_at', models.DateTimeField(blank=True, null=True, verbose_name='starts')),
                ('ends_at', models.DateTimeField(blank=True, null=True, verbose_name='ends')),
                ('stop', models.BooleanField(default=False, verbose_name='no further rule')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bonuses', to='earning.ruleversion')),
            ],
            options={
                'verbose_name': 'earning rule',
                'verbose_name_plural': 'earning rules',
            },
        ),
        migrations.CreateModel(
            name='ActionTerms',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('type', models.CharField(choices=[('account_opened', 'account opened'), ('newsletter', 'newsletter'), ('birthday', 'birthday'), ('first_order', 'first order'), ('review', 'review')], max_length=20, verbose_name='action')),
                ('points', models.PositiveIntegerField(validators=[django.core.validators.MinValueValidator(1)], verbose_name='points')),
                ('cap', models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name='at most')),
                ('cap_every', models.CharField(choices=[('ever', 'in all'), ('year', 'a year'), ('month', 'a month'), ('day', 'a day')], default='ever', max_length=10, verbose_name='period of the cap')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='actions', to='earning.ruleversion')),
            ],
            options={
                'verbose_name': 'points for an action',
                'verbose_name_plural': 'points for actions',
            },
        ),
        migrations.AddConstraint(
            model_name='ruleversion',
            constraint=models.UniqueConstraint(fields=('shop', 'number'), name='rule_version_number_once'),
        ),
        migrations.AddConstraint(
            model_name='ruleversion',
            constraint=models.CheckConstraint(condition=models.Q(('points_per_block__gt', 0), ('ratio__gt', 0), ('value__gt', 0)), name='rule_version_earns_something'),
        ),
        migrations.AddConstraint(
            model_name='ruleversion',
            constraint=models.CheckConstraint(condition=models.Q(('convert_minimum__gt', 0), ('convert_step__gt', 0)), name='rule_version_converts_something'),
        ),
        migrations.AddConstraint(
            model_name='ruleversion',
            constraint=models.CheckConstraint(condition=models.Q(('validity', None), ('validity__gt', 0), _connector='OR'), name='rule_version_validity_positive'),
        ),
        migrations.AddConstraint(
            model_name='ruleversion',
            constraint=models.CheckConstraint(condition=models.Q(('counting_states__overlap', models.F('cancelling_states')), _negated=True), name='rule_version_state_counts_or_cancels'),
        ),
        migrations.AddConstraint(
            model_name='ruleversion',
            constraint=models.CheckConstraint(condition=models.Q(('tax_included', True), ('tax_zones', []), _connector='OR'), name='rule_version_zones_need_tax'),
        ),
        migrations.AddConstraint(
            model_name='ruleversion',
            constraint=models.CheckConstraint(condition=models.Q(('order_ceiling', None), ('order_ceiling__gt', 0), _connector='OR'), name='rule_version_ceiling_positive'),
        ),
        migrations.AddConstraint(
            model_name='ruleversion',
            constraint=models.CheckConstraint(condition=models.Q(('notice_days', None), ('notice_days__range', (1, 366)), _connector='OR'), name='rule_version_notice_within_a_year'),
        ),
        migrations.AddConstraint(
            model_name='ruleversion',
            constraint=models.CheckConstraint(condition=models.Q(('rounding__in', ['floor', 'half_up', 'ceiling'])), name='rule_version_rounding_known'),
        ),
        migrations.AddConstraint(
            model_name='ruleversion',
            constraint=models.CheckConstraint(condition=models.Q(('earn_categories__overlap', models.F('excluded_categories')), _negated=True), name='rule_version_category_earns_or_not'),
        ),
        migrations.AddConstraint(
            model_name='bonusterms',
            constraint=models.UniqueConstraint(fields=('version', 'priority'), name='bonus_priority_once_per_version'),
        ),
        migrations.AddConstraint(
            model_name='bonusterms',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('factor', 1), ('kind', 'points'), ('points__gt', 0)), models.Q(('factor__gt', 1), ('factor__lte', 100), ('kind', 'factor'), ('points', 0)), _connector='OR'), name='bonus_gives_points_or_multiplies'),
        ),
        migrations.AddConstraint(
            model_name='bonusterms',
            constraint=models.CheckConstraint(condition=models.Q(('kind', 'factor'), models.Q(('products', []), _negated=True), models.Q(('categories', []), _negated=True), _connector='OR'), name='bonus_points_name_their_goods'),
        ),
        migrations.AddConstraint(
            model_name='bonusterms',
            constraint=models.CheckConstraint(condition=models.Q(('starts_at', None), ('ends_at', None), ('ends_at__gt', models.F('starts_at')), _connector='OR'), name='bonus_ends_after_it_starts'),
        ),
        migrations.AddConstraint(
            model_name='bonusterms',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='bonus_has_a_name'),
        ),
        migrations.AddConstraint(
            model_name='actionterms',
            constraint=models.UniqueConstraint(fields=('version', 'type'), name='action_once_per_version'),
        ),
        migrations.AddConstraint(
            model_name='actionterms',
            constraint=models.CheckConstraint(condition=models.Q(('points__gt', 0)), name='action_gives_points'),
        ),
        migrations.AddConstraint(
            model_name='actionterms',
            constraint=models.CheckConstraint(condition=models.Q(('cap', None), models.Q(('cap__gt', 0), ('type__in', ['newsletter', 'review'])), _connector='OR'), name='action_cap_is_of_what_is_reported'),
        ),
    ]
