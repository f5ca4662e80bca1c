
import django.contrib.postgres.fields
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
            name='Stream',
            fields=[
                ('shop', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='shop.shop')),
                ('position', models.BigIntegerField(default=0)),
                ('purged', models.BigIntegerField(default=0)),
            ],
            options={
                'verbose_name': 'stream of events',
                'verbose_name_plural': 'streams of events',
                'constraints': [models.CheckConstraint(condition=models.Q(('position__gte', models.F('purged')), ('purged__gte', 0)), name='stream_purged_within_position')],
            },
        ),
        migrations.CreateModel(
            name='Webhook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('url', models.URLField(max_length=500, verbose_name='address')),
                ('events', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('points.changed', 'points changed'), ('voucher.issued', 'voucher issued'), ('voucher.changed', 'voucher changed'), ('voucher.cancelled', 'voucher cancelled'), ('tier.changed', 'tier changed'), ('referral.rewarded', 'referral rewarded'), ('consent.changed', 'consent changed'), ('customer.erased', 'customer erased'), ('gift_card.issued', 'gift card issued'), ('gift_card.changed', 'gift card changed')], max_length=30), verbose_name='events')),
                ('nonce', models.CharField(editable=False, max_length=40)),
                ('author', models.CharField(editable=False, max_length=40, verbose_name='author')),
                ('created_at', models.DateTimeField(editable=False, verbose_name='created')),
                ('position', models.BigIntegerField(default=0, editable=False)),
                ('attempts', models.PositiveIntegerField(default=0, editable=False, verbose_name='attempts')),
                ('failing_since', models.DateTimeField(editable=False, null=True, verbose_name='failing since')),
                ('next_attempt_at', models.DateTimeField(editable=False, null=True, verbose_name='next attempt')),
                ('parked_at', models.DateTimeField(editable=False, null=True, verbose_name='given up')),
                ('busy_until', models.DateTimeField(editable=False, null=True)),
                ('shop', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.shop', verbose_name='shop')),
            ],
            options={
                'verbose_name': 'webhook',
                'verbose_name_plural': 'webhooks',
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.BigIntegerField(verbose_name='event')),
                ('type', models.CharField(choices=[('points.changed', 'points changed'), ('voucher.issued', 'voucher issued'), ('voucher.changed', 'voucher changed'), ('voucher.cancelled', 'voucher cancelled'), ('tier.changed', 'tier changed'), ('referral.rewarded', 'referral rewarded'), ('consent.changed', 'consent changed'), ('customer.erased', 'customer erased'), ('gift_card.issued', 'gift card issued'), ('gift_card.changed', 'gift card changed')], max_length=30, verbose_name='kind')),
                ('status', models.PositiveSmallIntegerField(verbose_name='status')),
                ('answer', models.CharField(blank=True, max_length=200, verbose_name='answer')),
                ('attempted_at', models.DateTimeField(db_index=True, verbose_name='when')),
                ('milliseconds', models.PositiveIntegerField(verbose_name='milliseconds')),
                ('shop', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.shop', verbose_name='shop')),
                ('webhook', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='outbox.webhook')),
            ],
            options={
                'verbose_name': 'delivery',
                'verbose_name_plural': 'deliveries',
            },
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('type', models.CharField(choices=[('points.changed', 'points changed'), ('voucher.issued', 'voucher issued'), ('voucher.changed', 'voucher changed'), ('voucher.cancelled', 'voucher cancelled'), ('tier.changed', 'tier changed'), ('referral.rewarded', 'referral rewarded'), ('consent.changed', 'consent changed'), ('customer.erased', 'customer erased'), ('gift_card.issued', 'gift card issued'), ('gift_card.changed', 'gift card changed')], max_length=30, verbose_name='event')),
                ('customer', models.CharField(blank=True, max_length=100, verbose_name='customer')),
                ('data', models.JSONField(verbose_name='data')),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='when')),
                ('position', models.BigIntegerField(null=True)),
                ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.shop')),
            ],
            options={
                'verbose_name': 'event',
                'verbose_name_plural': 'events',
                'indexes': [models.Index(condition=models.Q(('position', None)), fields=['shop', 'id'], name='event_to_be_positioned'), models.Index(fields=['recorded_at'], name='event_by_age')],
                'constraints': [models.UniqueConstraint(fields=('shop', 'position'), name='event_position_once_per_shop')],
            },
        ),
        migrations.AddConstraint(
            model_name='webhook',
            constraint=models.CheckConstraint(condition=models.Q(('events', []), _negated=True), name='webhook_hears_something'),
        ),
        migrations.AddConstraint(
            model_name='webhook',
            constraint=models.UniqueConstraint(fields=('nonce',), name='webhook_nonce_once'),
        ),
    ]
