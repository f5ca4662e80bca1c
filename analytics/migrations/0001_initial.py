
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
            name='AccountingTerms',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('use_percent', models.DecimalField(blank=True, decimal_places=2, help_text='Empty: told from what became of earlier points.', max_digits=5, null=True, validators=[django.core.validators.MinValueValidator(Decimal('0')), django.core.validators.MaxValueValidator(Decimal('100'))], verbose_name='share that is going to be used, in percent')),
                ('method', models.CharField(choices=[('pcg', 'provision (French GAAP)'), ('ifrs', 'deferred revenue (IFRS 15)')], default='pcg', max_length=10, verbose_name='entries as')),
                ('journal', models.CharField(default='OD', max_length=10, verbose_name='journal')),
                ('provision', models.CharField(default='1518', max_length=12, validators=[django.core.validators.RegexValidator('^[0-9A-Z]{3,12}$', 'An account number: digits, capitals.')], verbose_name='provision for rewards')),
                ('allowance', models.CharField(default='6815', max_length=12, validators=[django.core.validators.RegexValidator('^[0-9A-Z]{3,12}$', 'An account number: digits, capitals.')], verbose_name='allowance to the provision')),
                ('release', models.CharField(default='7815', max_length=12, validators=[django.core.validators.RegexValidator('^[0-9A-Z]{3,12}$', 'An account number: digits, capitals.')], verbose_name='release of the provision')),
                ('deferred', models.CharField(default='487', max_length=12, validators=[django.core.validators.RegexValidator('^[0-9A-Z]{3,12}$', 'An account number: digits, capitals.')], verbose_name='deferred revenue')),
                ('sales', models.CharField(default='707', max_length=12, validators=[django.core.validators.RegexValidator('^[0-9A-Z]{3,12}$', 'An account number: digits, capitals.')], verbose_name='sales')),
                ('cards', models.CharField(default='4191', max_length=12, validators=[django.core.validators.RegexValidator('^[0-9A-Z]{3,12}$', 'An account number: digits, capitals.')], verbose_name='gift cards outstanding')),
                ('receipts', models.CharField(default='511', max_length=12, validators=[django.core.validators.RegexValidator('^[0-9A-Z]{3,12}$', 'An account number: digits, capitals.')], verbose_name='receipts from gift cards')),
                ('customers', models.CharField(default='411', max_length=12, validators=[django.core.validators.RegexValidator('^[0-9A-Z]{3,12}$', 'An account number: digits, capitals.')], verbose_name='customers, paid by gift card')),
                ('breakage', models.CharField(default='7588', max_length=12, validators=[django.core.validators.RegexValidator('^[0-9A-Z]{3,12}$', 'An account number: digits, capitals.')], verbose_name='gift cards that expired')),
                ('shop', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.shop', verbose_name='shop')),
            ],
            options={
                'verbose_name': 'accounting of what is owed',
                'verbose_name_plural': 'accounting of what is owed',
                'permissions': [('view_liability', 'Can view what is owed')],
                'constraints': [models.CheckConstraint(condition=models.Q(('use_percent', None), ('use_percent__range', (0, 100)), _connector='OR'), name='accounting_use_is_a_share'), models.CheckConstraint(condition=models.Q(('method__in', ['pcg', 'ifrs'])), name='accounting_method_known')],
            },
        ),
        migrations.CreateModel(
            name='SimulationRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('values', models.JSONField(default=dict, verbose_name='draft')),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('running', 'Running'), ('done', 'Done'), ('cancelled', 'Cancelled')], default='waiting', max_length=10, verbose_name='state')),
                ('customers', models.PositiveIntegerField(default=0, verbose_name='customers')),
                ('done', models.PositiveIntegerField(default=0, verbose_name='done')),
                ('figures', models.JSONField(default=dict, verbose_name='result')),
                ('author', models.CharField(max_length=40, verbose_name='author')),
                ('started_at', models.DateTimeField(verbose_name='started')),
                ('shop', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.shop', verbose_name='shop')),
            ],
            options={
                'verbose_name': 'simulation',
                'verbose_name_plural': 'simulations',
                'constraints': [models.CheckConstraint(condition=models.Q(('done__lte', models.F('customers'))), name='simulation_within_customers'), models.CheckConstraint(condition=models.Q(('state', 'done'), ('figures', {}), _connector='OR'), name='simulation_answers_when_done')],
            },
        ),
    ]
