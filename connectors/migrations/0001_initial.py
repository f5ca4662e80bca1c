
import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('segments', '0001_initial'),
        ('shop', '0001_initial'),
        ('vouchers', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Connection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40, verbose_name='kind')),
                ('address', models.URLField(max_length=300, verbose_name='address')),
                ('secrets', models.BinaryField()),
                ('ca_pem', models.TextField(blank=True, help_text='In PEM, for a shop whose certificate is its own; empty for all others.', verbose_name='own certificate authority')),
                ('public', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('version', models.CharField(blank=True, max_length=40, verbose_name='version')),
                ('timezone', models.CharField(max_length=50, verbose_name='time zone')),
                ('states', models.JSONField(default=dict, editable=False, verbose_name='states of orders')),
                ('found', models.JSONField(default=dict, editable=False)),
                ('survey', models.JSONField(default=dict, editable=False)),
                ('state', models.CharField(choices=[('draft', 'To be set up'), ('reading', 'Reading the past'), ('on', 'On'), ('stopped', 'Stopped'), ('ended', 'Disconnected')], default='draft', max_length=10, verbose_name='state')),
                ('past', models.CharField(choices=[('none', 'no: points count from today on'), ('since', 'for orders since a day'), ('all', 'for all orders')], default='none', max_length=10, verbose_name='points for the past')),
                ('past_since', models.DateField(blank=True, null=True, verbose_name='since')),
                ('stopped_for', models.CharField(blank=True, max_length=300, verbose_name='stopped because')),
                ('author', models.CharField(max_length=40, verbose_name='author')),
                ('created_at', models.DateTimeField(verbose_name='created')),
                ('checked_at', models.DateTimeField(blank=True, null=True, verbose_name='last check')),
                ('opened_at', models.DateTimeField(blank=True, null=True, verbose_name='connected since')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='disconnected')),
                ('heard_at', models.DateTimeField(blank=True, null=True, verbose_name='last event')),
                ('swept_at', models.DateTimeField(blank=True, null=True, verbose_name='last sweep')),
                ('shop', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.shop', verbose_name='shop')),
            ],
            options={
                'verbose_name': 'connected shop',
                'verbose_name_plural': 'connected shops',
            },
        ),
        migrations.CreateModel(
            name='ContactAccount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('brevo', 'Brevo')], default='brevo', max_length=20, verbose_name='service')),
                ('secrets', models.BinaryField()),
                ('synced_at', models.DateTimeField(editable=False, null=True, verbose_name='last sent')),
                ('stopped_for', models.CharField(blank=True, editable=False, max_length=300, verbose_name='stopped because')),
                ('segments', models.ManyToManyField(blank=True, help_text='Each is a list there, and stays up to date.', related_name='+', to='segments.segment', verbose_name='segments')),
                ('shop', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.shop', verbose_name='shop')),
            ],
            options={
                'verbose_name': 'newsletter account',
                'verbose_name_plural': 'newsletter accounts',
                'default_permissions': ['view'],
            },
        ),
        migrations.CreateModel(
            name='FeedCursor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('feed', models.CharField(max_length=40, verbose_name='list')),
                ('at', models.DateTimeField(null=True)),
                ('skip', models.PositiveIntegerField(default=0)),
                ('complete', models.BooleanField(default=False, verbose_name='read to its end')),
                ('done', models.PositiveIntegerField(default=0, verbose_name='read')),
                ('total', models.PositiveIntegerField(null=True, verbose_name='of')),
                ('brought', models.PositiveIntegerField(default=0, verbose_name='brought')),
                ('read_at', models.DateTimeField(null=True, verbose_name='last read')),
                ('failed_at', models.DateTimeField(null=True, verbose_name='failed since')),
                ('error', models.CharField(blank=True, max_length=300, verbose_name='error')),
                ('leased_until', models.DateTimeField(null=True)),
                ('connection', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='cursors', to='connectors.connection')),
            ],
            options={
                'verbose_name': 'list of a connected shop',
                'verbose_name_plural': 'lists of connected shops',
            },
        ),
        migrations.CreateModel(
            name='HeardEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('event', models.CharField(max_length=100)),
                ('heard_at', models.DateTimeField(db_index=True)),
                ('connection', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='connectors.connection')),
            ],
            options={
                'verbose_name': 'event heard',
                'verbose_name_plural': 'events heard',
            },
        ),
        migrations.CreateModel(
            name='PendingRead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('group', 'group'), ('category', 'category'), ('product', 'product'), ('customer', 'customer'), ('cart', 'cart'), ('order', 'order')], max_length=10, verbose_name='kind')),
                ('external_id', models.CharField(max_length=100, verbose_name='id in the shop')),
                ('stamp', models.PositiveIntegerField(default=1)),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('error', models.CharField(blank=True, max_length=300, verbose_name='error')),
                ('reused', models.BooleanField(default=False)),
                ('asked_at', models.DateTimeField(verbose_name='since')),
                ('due_at', models.DateTimeField(null=True, verbose_name='next attempt')),
                ('connection', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pending', to='connectors.connection')),
            ],
            options={
                'verbose_name': 'reading to come',
                'verbose_name_plural': 'readings to come',
            },
        ),
        migrations.CreateModel(
            name='PushedCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('external_id', models.CharField(blank=True, max_length=100, verbose_name='id in the shop')),
                ('uses', models.PositiveIntegerField(default=0, verbose_name='times used')),
                ('task', models.CharField(blank=True, choices=[('', 'nothing'), ('push', 'make it in the shop'), ('revive', 'let it be used again'), ('revoke', 'take it out of the shop')], max_length=10, verbose_name='to do')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('error', models.CharField(blank=True, max_length=300, verbose_name='error')),
                ('due_at', models.DateTimeField(null=True, verbose_name='next attempt')),
                ('pushed_at', models.DateTimeField(null=True, verbose_name='in the shop since')),
                ('connection', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='codes', to='connectors.connection')),
                ('owner', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.customer')),
                ('voucher', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vouchers.voucher', verbose_name='voucher')),
            ],
            options={
                'verbose_name': 'voucher in a connected shop',
                'verbose_name_plural': 'vouchers in connected shops',
            },
        ),
        migrations.CreateModel(
            name='PushedContact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.BinaryField()),
                ('digest', models.BinaryField(max_length=16)),
                ('lists', models.JSONField(default=list)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contacts', to='connectors.contactaccount')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.customer')),
            ],
            options={
                'verbose_name': 'contact',
                'verbose_name_plural': 'contacts',
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='PushedGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('external_id', models.CharField(max_length=100, verbose_name='id in the shop')),
                ('name', models.CharField(max_length=100, verbose_name='name')),
                ('percent', models.DecimalField(decimal_places=2, max_digits=5, verbose_name='discount')),
                ('connection', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='groups', to='connectors.connection')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.customergroup', verbose_name='group')),
            ],
            options={
                'verbose_name': 'group in a connected shop',
                'verbose_name_plural': 'groups in connected shops',
            },
        ),
        migrations.CreateModel(
            name='PushedTier',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('former', models.CharField(blank=True, max_length=100, verbose_name='group before')),
                ('waiting', models.BooleanField(default=True, verbose_name='to be done')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('error', models.CharField(blank=True, max_length=300, verbose_name='error')),
                ('due_at', models.DateTimeField(null=True, verbose_name='next attempt')),
                ('connection', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='connectors.connection')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.customer', verbose_name='customer')),
                ('group', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.customergroup', verbose_name='group')),
            ],
            options={
                'verbose_name': 'tier in a connected shop',
                'verbose_name_plural': 'tiers in connected shops',
            },
        ),
        migrations.CreateModel(
            name='Reconciliation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('made_at', models.DateTimeField(verbose_name='made')),
                ('since', models.DateTimeField(verbose_name='orders since')),
                ('orders', models.PositiveIntegerField(verbose_name='orders')),
                ('unequal', models.PositiveIntegerField(verbose_name='unequal')),
                ('difference', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='difference')),
                ('lines', models.JSONField(default=list, editable=False)),
                ('connection', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reconciliations', to='connectors.connection')),
            ],
            options={
                'verbose_name': 'reconciliation',
                'verbose_name_plural': 'reconciliations',
            },
        ),
        migrations.AddConstraint(
            model_name='connection',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'ended'), _negated=True), fields=('shop',), name='connection_once_per_shop'),
        ),
        migrations.AddConstraint(
            model_name='connection',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'ended'), _negated=True), fields=('address',), name='connection_once_per_address'),
        ),
        migrations.AddConstraint(
            model_name='connection',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('past', 'since'), ('past_since__isnull', False)), models.Q(models.Q(('past', 'since'), _negated=True), ('past_since', None)), _connector='OR'), name='connection_past_has_its_day'),
        ),
        migrations.AddConstraint(
            model_name='connection',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'stopped'), ('stopped_for', ''), _connector='OR'), name='connection_stopped_for_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='connection',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', False), ('state', 'ended')), models.Q(models.Q(('state', 'ended'), _negated=True), ('ended_at', None)), _connector='OR'), name='connection_ended_at_its_end'),
        ),
        migrations.AddConstraint(
            model_name='feedcursor',
            constraint=models.UniqueConstraint(fields=('connection', 'feed'), name='feed_cursor_once'),
        ),
        migrations.AddConstraint(
            model_name='feedcursor',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('error', ''), ('failed_at', None)), models.Q(('failed_at__isnull', False), models.Q(('error', ''), _negated=True)), _connector='OR'), name='feed_cursor_failed_with_an_error'),
        ),
        migrations.AddConstraint(
            model_name='heardevent',
            constraint=models.UniqueConstraint(fields=('connection', 'event'), name='event_heard_once'),
        ),
        migrations.AddIndex(
            model_name='pendingread',
            index=models.Index(condition=models.Q(('due_at__isnull', False)), fields=['connection', 'due_at'], name='pending_read_due'),
        ),
        migrations.AddConstraint(
            model_name='pendingread',
            constraint=models.UniqueConstraint(fields=('connection', 'kind', 'external_id'), name='pending_read_once'),
        ),
        migrations.AddConstraint(
            model_name='pendingread',
            constraint=models.CheckConstraint(condition=models.Q(('due_at__isnull', False), models.Q(('error', ''), _negated=True), _connector='OR'), name='pending_read_parked_for_a_reason'),
        ),
        migrations.AddIndex(
            model_name='pushedcode',
            index=models.Index(condition=models.Q(('task', ''), _negated=True), fields=['connection', 'due_at'], name='pushed_code_due'),
        ),
        migrations.AddIndex(
            model_name='pushedcode',
            index=models.Index(condition=models.Q(('external_id', ''), _negated=True), fields=['connection', 'external_id'], name='pushed_code_by_id'),
        ),
        migrations.AddConstraint(
            model_name='pushedcode',
            constraint=models.UniqueConstraint(fields=('connection', 'voucher'), name='pushed_code_once'),
        ),
        migrations.AddConstraint(
            model_name='pushedcode',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('external_id', ''), ('pushed_at', None)), models.Q(models.Q(('external_id', ''), _negated=True), ('pushed_at__isnull', False)), _connector='OR'), name='pushed_code_has_an_id'),
        ),
        migrations.AddConstraint(
            model_name='pushedcontact',
            constraint=models.UniqueConstraint(fields=('account', 'customer'), name='pushed_contact_once'),
        ),
        migrations.AddConstraint(
            model_name='pushedcontact',
            constraint=models.CheckConstraint(condition=models.Q(('address', b''), _negated=True), name='pushed_contact_has_an_address'),
        ),
        migrations.AddConstraint(
            model_name='pushedgroup',
            constraint=models.UniqueConstraint(fields=('connection', 'group'), name='pushed_group_once'),
        ),
        migrations.AddConstraint(
            model_name='pushedgroup',
            constraint=models.UniqueConstraint(fields=('connection', 'external_id'), name='pushed_group_id_once'),
        ),
        migrations.AddIndex(
            model_name='pushedtier',
            index=models.Index(condition=models.Q(('waiting', True)), fields=['connection', 'due_at'], name='pushed_tier_due'),
        ),
        migrations.AddConstraint(
            model_name='pushedtier',
            constraint=models.UniqueConstraint(fields=('connection', 'customer'), name='pushed_tier_once'),
        ),
        migrations.AddIndex(
            model_name='reconciliation',
            index=models.Index(fields=['connection', '-made_at'], name='reconciliation_latest'),
        ),
    ]
