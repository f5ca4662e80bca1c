
import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('shop', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Segment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, verbose_name='name')),
                ('period_days', models.PositiveIntegerField(blank=True, help_text='Which orders, amounts and purchases count. Empty: all of them.', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(36500)], verbose_name='orders of the last days')),
                ('min_orders', models.PositiveIntegerField(blank=True, null=True, verbose_name='orders, at least')),
                ('max_orders', models.PositiveIntegerField(blank=True, null=True, verbose_name='orders, at most')),
                ('min_spend', models.DecimalField(blank=True, decimal_places=2, help_text='What was paid for goods and kept: discounts and refunds are off.', max_digits=12, null=True, verbose_name='spent, at least')),
                ('max_spend', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, verbose_name='spent, at most')),
                ('quiet_days', models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(36500)], verbose_name='last order, days ago at least')),
                ('active_days', models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(36500)], verbose_name='last order, days ago at most')),
                ('gap_factor', models.DecimalField(blank=True, decimal_places=2, help_text='The customer’s own: the average time between two of their orders, once they have placed three.', max_digits=4, null=True, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(50)], verbose_name='last order older than so many usual gaps')),
                ('languages', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=7), blank=True, default=list, verbose_name='languages')),
                ('registered_from', models.DateField(blank=True, null=True, verbose_name='registered from')),
                ('registered_until', models.DateField(blank=True, null=True, verbose_name='registered until')),
                ('consent', models.BooleanField(blank=True, default=None, null=True, verbose_name='has agreed to offers by e-mail')),
                ('guests', models.BooleanField(default=False, verbose_name='guests too')),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('categories', models.ManyToManyField(blank=True, help_text='One of these, or what stands below them.', related_name='+', to='shop.category', verbose_name='has bought from')),
                ('groups', models.ManyToManyField(blank=True, help_text='In one of these, by the shop or by the tier reached.', related_name='+', to='shop.customergroup', verbose_name='groups')),
                ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.shop', verbose_name='shop')),
            ],
            options={
                'verbose_name': 'segment',
                'verbose_name_plural': 'segments',
                'constraints': [models.UniqueConstraint(fields=('shop', 'name'), name='segment_name_once'), models.CheckConstraint(condition=models.Q(('min_orders', None), ('max_orders', None), ('min_orders__lte', models.F('max_orders')), _connector='OR'), name='segment_orders_in_order'), models.CheckConstraint(condition=models.Q(('min_spend', None), ('max_spend', None), ('min_spend__lte', models.F('max_spend')), _connector='OR'), name='segment_spend_in_order'), models.CheckConstraint(condition=models.Q(models.Q(('min_spend', None), ('min_spend__gte', 0), _connector='OR'), models.Q(('max_spend', None), ('max_spend__gte', 0), _connector='OR')), name='segment_spend_not_negative'), models.CheckConstraint(condition=models.Q(('quiet_days', None), ('active_days', None), ('quiet_days__lte', models.F('active_days')), _connector='OR'), name='segment_last_order_in_order'), models.CheckConstraint(condition=models.Q(('gap_factor', None), ('gap_factor__gt', 0), _connector='OR'), name='segment_gap_positive'), models.CheckConstraint(condition=models.Q(('period_days', None), ('period_days__gt', 0), _connector='OR'), name='segment_period_positive'), models.CheckConstraint(condition=models.Q(('registered_from', None), ('registered_until', None), ('registered_from__lte', models.F('registered_until')), _connector='OR'), name='segment_registration_in_order')],
            },
        ),
    ]
