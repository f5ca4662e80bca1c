
import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('shop', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ApiKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(help_text='Who uses it, for instance “PrestaShop”.', max_length=100, verbose_name='name')),
                ('prefix', models.CharField(editable=False, max_length=12, verbose_name='begins with')),
                ('digest', models.BinaryField(max_length=32)),
                ('scopes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('facts', 'state facts'), ('read', 'read accounts'), ('redeem', 'convert points'), ('grant', 'give points'), ('erase', 'erase customers'), ('manage', 'manage webhooks')], max_length=10), verbose_name='may')),
                ('rate_limit', models.PositiveIntegerField(default=12000, validators=[django.core.validators.MinValueValidator(1)], verbose_name='requests per minute')),
                ('created_at', models.DateTimeField(editable=False, verbose_name='created')),
                ('revoked_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='revoked')),
                ('last_used_on', models.DateField(blank=True, editable=False, null=True, verbose_name='last used')),
                ('created_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='made by')),
                ('shop', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.shop', verbose_name='shop')),
            ],
            options={
                'verbose_name': 'API key',
                'verbose_name_plural': 'API keys',
            },
        ),
        migrations.CreateModel(
            name='ApiKeyUse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(verbose_name='day')),
                ('scope', models.CharField(choices=[('facts', 'state facts'), ('read', 'read accounts'), ('redeem', 'convert points'), ('grant', 'give points'), ('erase', 'erase customers'), ('manage', 'manage webhooks')], max_length=10, verbose_name='right')),
                ('address', models.GenericIPAddressField(verbose_name='address')),
                ('first_at', models.DateTimeField(verbose_name='first use')),
                ('api_key', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='uses', to='api.apikey')),
            ],
            options={
                'verbose_name': 'use of an API key',
                'verbose_name_plural': 'uses of API keys',
            },
        ),
        migrations.CreateModel(
            name='ImportDigest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('external_id', models.CharField(max_length=100)),
                ('digest', models.BinaryField(max_length=16)),
                ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.shop')),
            ],
            options={
                'verbose_name': 'imported order',
                'verbose_name_plural': 'imported orders',
            },
        ),
        migrations.CreateModel(
            name='StoredResponse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('idempotency_key', models.CharField(max_length=64)),
                ('request', models.BinaryField(max_length=32)),
                ('status', models.PositiveSmallIntegerField(null=True)),
                ('content', models.TextField(blank=True)),
                ('created_at', models.DateTimeField()),
                ('api_key', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='api.apikey')),
            ],
            options={
                'verbose_name': 'stored response',
                'verbose_name_plural': 'stored responses',
            },
        ),
        migrations.AddConstraint(
            model_name='apikey',
            constraint=models.UniqueConstraint(fields=('digest',), name='api_key_digest_once'),
        ),
        migrations.AddConstraint(
            model_name='apikey',
            constraint=models.CheckConstraint(condition=models.Q(('scopes__contained_by', ['facts', 'read', 'redeem', 'grant', 'erase', 'manage'])), name='api_key_scopes_are_known'),
        ),
        migrations.AddConstraint(
            model_name='apikey',
            constraint=models.CheckConstraint(condition=models.Q(('rate_limit__gt', 0)), name='api_key_may_ask_something'),
        ),
        migrations.AddIndex(
            model_name='apikeyuse',
            index=models.Index(fields=['day'], name='api_key_use_by_day'),
        ),
        migrations.AddConstraint(
            model_name='apikeyuse',
            constraint=models.UniqueConstraint(fields=('api_key', 'day', 'scope', 'address'), name='api_key_use_once_a_day'),
        ),
        migrations.AddConstraint(
            model_name='importdigest',
            constraint=models.UniqueConstraint(fields=('shop', 'external_id'), name='import_digest_once'),
        ),
        migrations.AddIndex(
            model_name='storedresponse',
            index=models.Index(fields=['created_at'], name='response_by_age'),
        ),
        migrations.AddConstraint(
            model_name='storedresponse',
            constraint=models.UniqueConstraint(fields=('api_key', 'idempotency_key'), name='response_once_per_key'),
        ),
        migrations.AddConstraint(
            model_name='storedresponse',
            constraint=models.CheckConstraint(condition=models.Q(('status__isnull', False), ('content', ''), _connector='OR'), name='response_has_status_or_is_a_claim'),
        ),
    ]
