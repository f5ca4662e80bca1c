
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('shop', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='FileImport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('customers', 'customers'), ('orders', 'orders'), ('products', 'products'), ('balances', 'balances of points')], max_length=10, verbose_name='what')),
                ('name', models.CharField(max_length=200, verbose_name='file')),
                ('content', models.BinaryField(null=True)),
                ('heads', models.JSONField(default=list, editable=False)),
                ('columns', models.JSONField(default=dict, editable=False)),
                ('states', models.JSONField(default=dict, editable=False)),
                ('past', models.CharField(choices=[('none', 'no: points count from today on'), ('since', 'for orders since a day'), ('all', 'for all orders of the file')], default='none', max_length=10, verbose_name='points for the past')),
                ('past_since', models.DateField(blank=True, null=True, verbose_name='since')),
                ('state', models.CharField(choices=[('read', 'to be set up'), ('trying', 'being tried out'), ('tried', 'tried out'), ('running', 'running'), ('done', 'done'), ('undone', 'undone')], default='read', max_length=10, verbose_name='state')),
                ('total', models.PositiveIntegerField(default=0, verbose_name='lines')),
                ('done', models.PositiveIntegerField(default=0, verbose_name='lines taken in')),
                ('report', models.JSONField(default=dict, editable=False)),
                ('refusals', models.JSONField(default=list, editable=False)),
                ('leased_until', models.DateTimeField(editable=False, null=True)),
                ('author', models.CharField(max_length=40, verbose_name='author')),
                ('created_at', models.DateTimeField(verbose_name='brought')),
                ('done_at', models.DateTimeField(blank=True, null=True, verbose_name='taken in')),
                ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.shop', verbose_name='shop')),
            ],
            options={
                'verbose_name': 'import',
                'verbose_name_plural': 'imports',
                'indexes': [models.Index(fields=['shop', '-created_at'], name='import_by_shop'), models.Index(condition=models.Q(('state__in', ['trying', 'running'])), fields=['id'], name='import_at_work')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('past', 'since'), ('past_since__isnull', False)), models.Q(models.Q(('past', 'since'), _negated=True), ('past_since', None)), _connector='OR'), name='import_past_has_its_day'), models.CheckConstraint(condition=models.Q(models.Q(('done_at__isnull', False), ('state__in', ['done', 'undone'])), models.Q(models.Q(('state__in', ['done', 'undone']), _negated=True), ('done_at', None)), _connector='OR'), name='import_done_at_its_end'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'undone'), _negated=True), ('kind', 'balances'), _connector='OR'), name='import_only_balances_are_undone')],
            },
        ),
    ]
