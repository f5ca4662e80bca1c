
import core.constraints
import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
import reminders.models.campaigns
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('mailing', '0001_initial'),
        ('segments', '0001_initial'),
        ('shop', '0001_initial'),
        ('vouchers', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Campaign',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('aim', models.CharField(choices=[('cart', 'Abandoned carts'), ('order', 'New order'), ('best', 'Best customers'), ('lapsed', 'Lapsing customers'), ('welcome', 'Welcome'), ('birthday', 'Birthday'), ('first_order', 'After the first order'), ('orders', 'Number of orders reached'), ('turnover', 'Amount of purchases reached'), ('tier', 'Close to the next tier'), ('exclusive', 'Exclusive offer')], max_length=20, verbose_name='for')),
                ('name', models.CharField(max_length=100, verbose_name='name')),
                ('activated_at', models.DateTimeField(blank=True, null=True, verbose_name='on since')),
                ('paused_for', models.CharField(blank=True, editable=False, max_length=20)),
                ('priority', models.PositiveSmallIntegerField(default=50, help_text='Of several mails to one customer, the smallest number goes.', verbose_name='priority')),
                ('label', models.CharField(max_length=200, verbose_name='what the customer reads on the voucher')),
                ('message', models.TextField(blank=True, help_text='Stands in the mail where its text says {message}.', max_length=1000, verbose_name='a word of your own')),
                ('window_days', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(3660)], verbose_name='at most so many days old')),
                ('threshold', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, verbose_name='amount')),
                ('min_orders', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name='number of orders')),
                ('period_days', models.PositiveSmallIntegerField(blank=True, help_text='Empty: one single order of the amount.', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(3660)], verbose_name='added up over days')),
                ('quiet_days', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(3660)], verbose_name='days without an order')),
                ('gap_factor', models.DecimalField(blank=True, decimal_places=2, help_text='The average time between two of their orders, once they have placed three; until then the days count.', max_digits=4, null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(50)], verbose_name='or so many times the customer’s usual gap')),
                ('repeat_days', models.PositiveSmallIntegerField(blank=True, help_text='Empty: once.', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(3660)], verbose_name='again after days, at the earliest')),
                ('starts_on', models.DateField(blank=True, null=True, verbose_name='from')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='until the end of')),
                ('hour_from', models.PositiveSmallIntegerField(default=9, validators=[django.core.validators.MaxValueValidator(23)], verbose_name='from hour')),
                ('hour_until', models.PositiveSmallIntegerField(default=20, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(24)], verbose_name='until hour')),
                ('weekdays', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), default=reminders.models.campaigns.all_week, verbose_name='days')),
                ('holdout_percent', models.PositiveSmallIntegerField(default=0, help_text='Chosen by lot and for good. Begin with 50, which tells soonest; then lower it.', validators=[django.core.validators.MaxValueValidator(50)], verbose_name='percent who are not written to, to compare')),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('budget', models.ForeignKey(blank=True, help_text='Vouchers beyond it are not given, and nobody is written to.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vouchers.budget', verbose_name='budget')),
                ('segment', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='segments.segment', verbose_name='only customers of the segment')),
                ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.shop', verbose_name='shop')),
            ],
            options={
                'verbose_name': 'campaign',
                'verbose_name_plural': 'campaigns',
                'permissions': [('run_campaign', 'Can run campaigns now'), ('view_campaign_results', 'Can view results of campaigns')],
            },
        ),
        migrations.CreateModel(
            name='CampaignStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='step')),
                ('delay_hours', models.PositiveIntegerField(default=0, validators=[django.core.validators.MaxValueValidator(8784)], verbose_name='hours after')),
                ('gives', models.CharField(choices=[('nothing', 'no voucher'), ('percent', 'a percentage'), ('amount', 'an amount'), ('shipping', 'free shipping')], default='nothing', max_length=20, verbose_name='voucher')),
                ('percent', models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True, verbose_name='percentage')),
                ('amount', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, verbose_name='amount')),
                ('minimum', models.DecimalField(decimal_places=2, default=0, max_digits=12, verbose_name='minimum cart')),
                ('valid_days', models.PositiveSmallIntegerField(default=15, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(3660)], verbose_name='valid for days')),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='reminders.campaign')),
            ],
            options={
                'verbose_name': 'step',
                'verbose_name_plural': 'steps',
            },
        ),
        migrations.CreateModel(
            name='Reminder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('trigger_key', models.CharField(max_length=60, verbose_name='trigger')),
                ('since', models.DateTimeField(blank=True, null=True, verbose_name='trigger of')),
                ('held_out', models.BooleanField(default=False, verbose_name='held out')),
                ('created_at', models.DateTimeField(verbose_name='chosen')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='withdrawn')),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reminders.campaign', verbose_name='campaign')),
                ('cart', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.cart', verbose_name='cart')),
                ('customer', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.customer', verbose_name='customer')),
                ('mail', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='mailing.mail', verbose_name='mail')),
                ('order', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.order', verbose_name='order')),
                ('original_owner', models.ForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, help_text='Whom it was for, where they have been merged.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.customer')),
                ('shop', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.shop', verbose_name='shop')),
                ('step', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reminders.campaignstep', verbose_name='step')),
                ('voucher', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vouchers.voucher', verbose_name='voucher')),
            ],
            options={
                'verbose_name': 'reminder',
                'verbose_name_plural': 'reminders',
            },
        ),
        migrations.CreateModel(
            name='Schedule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ran_at', models.DateTimeField(blank=True, null=True, verbose_name='last run')),
                ('ran_by', models.CharField(blank=True, max_length=40, verbose_name='run by')),
                ('mails', models.PositiveIntegerField(default=0, verbose_name='mails of the last run')),
                ('key_digest', models.BinaryField(max_length=32, null=True)),
                ('key_made_at', models.DateTimeField(blank=True, null=True, verbose_name='key made')),
                ('margin_percent', models.DecimalField(blank=True, decimal_places=2, help_text='On your prices before discounts: results then show what is left.', max_digits=5, null=True, validators=[django.core.validators.MaxValueValidator(100)], verbose_name='usual margin in percent')),
                ('shop', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.shop', verbose_name='shop')),
            ],
            options={
                'verbose_name': 'runs of campaigns',
                'verbose_name_plural': 'runs of campaigns',
            },
        ),
        migrations.AddConstraint(
            model_name='campaign',
            constraint=models.UniqueConstraint(fields=('shop', 'name'), name='campaign_name_once'),
        ),
        migrations.AddConstraint(
            model_name='campaign',
            constraint=models.CheckConstraint(condition=models.Q(('hour_from__lt', models.F('hour_until')), ('hour_until__lte', 24)), name='campaign_hours_are_a_day_s'),
        ),
        migrations.AddConstraint(
            model_name='campaign',
            constraint=models.CheckConstraint(condition=models.Q(('weekdays__contained_by', [1, 2, 3, 4, 5, 6, 7]), models.Q(('weekdays', []), _negated=True)), name='campaign_has_days'),
        ),
        migrations.AddConstraint(
            model_name='campaign',
            constraint=models.CheckConstraint(condition=models.Q(('holdout_percent__lte', 50)), name='campaign_holdout_is_a_share'),
        ),
        migrations.AddConstraint(
            model_name='campaign',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('aim', 'cart'), _negated=True), ('window_days__isnull', False), _connector='OR'), name='campaign_of_carts_ends'),
        ),
        migrations.AddConstraint(
            model_name='campaign',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('aim', 'lapsed'), _negated=True), ('quiet_days__isnull', False), _connector='OR'), name='campaign_of_lapsed_says_when'),
        ),
        migrations.AddConstraint(
            model_name='campaign',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('aim__in', ['best', 'turnover', 'tier']), _negated=True), models.Q(('threshold__gt', 0), ('threshold__isnull', False)), _connector='OR'), name='campaign_of_amounts_says_how_much'),
        ),
        migrations.AddConstraint(
            model_name='campaign',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('aim', 'orders'), _negated=True), models.Q(('min_orders__gt', 0), ('min_orders__isnull', False)), _connector='OR'), name='campaign_of_orders_says_how_many'),
        ),
        migrations.AddConstraint(
            model_name='campaign',
            constraint=models.CheckConstraint(condition=models.Q(('starts_on', None), ('ends_on', None), ('starts_on__lte', models.F('ends_on')), _connector='OR'), name='campaign_ends_after_it_starts'),
        ),
        migrations.AddConstraint(
            model_name='campaign',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('aim', 'exclusive'), _negated=True), ('activated_at', None), models.Q(('ends_on__isnull', False), ('starts_on__isnull', False)), _connector='OR'), name='campaign_of_an_offer_is_dated'),
        ),
        migrations.AddConstraint(
            model_name='campaignstep',
            constraint=models.UniqueConstraint(fields=('campaign', 'number'), name='step_number_once'),
        ),
        migrations.AddConstraint(
            model_name='campaignstep',
            constraint=models.CheckConstraint(condition=models.Q(('number__gt', 0)), name='step_numbered_from_one'),
        ),
        migrations.AddConstraint(
            model_name='campaignstep',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('amount', None), ('gives', 'nothing'), ('percent', None)), models.Q(('amount', None), ('gives', 'shipping'), ('percent', None)), models.Q(('amount', None), ('gives', 'percent'), ('percent__gt', 0), ('percent__isnull', False), ('percent__lte', 100)), models.Q(('amount__gt', 0), ('amount__isnull', False), ('gives', 'amount'), ('percent', None)), _connector='OR'), name='step_gives_what_it_says'),
        ),
        migrations.AddConstraint(
            model_name='campaignstep',
            constraint=models.CheckConstraint(condition=models.Q(('minimum__gte', 0), ('valid_days__gt', 0)), name='step_voucher_can_be_used'),
        ),
        migrations.AddIndex(
            model_name='reminder',
            index=models.Index(condition=models.Q(('cart__isnull', False)), fields=['cart'], name='reminder_by_cart'),
        ),
        migrations.AddIndex(
            model_name='reminder',
            index=models.Index(fields=['campaign', 'created_at'], name='reminder_by_day'),
        ),
        migrations.AddConstraint(
            model_name='reminder',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at', None)), fields=('campaign', 'customer', 'trigger_key', 'step'), name='reminder_once_per_trigger'),
        ),
        migrations.AddConstraint(
            model_name='reminder',
            constraint=models.UniqueConstraint(condition=models.Q(('voucher__isnull', False)), fields=('voucher',), name='reminder_of_its_own_voucher'),
        ),
        migrations.AddConstraint(
            model_name='reminder',
            constraint=models.UniqueConstraint(condition=models.Q(('mail__isnull', False)), fields=('mail',), name='reminder_of_its_own_mail'),
        ),
        migrations.AddConstraint(
            model_name='reminder',
            constraint=models.CheckConstraint(condition=models.Q(('held_out', False), models.Q(('mail', None), ('voucher', None)), _connector='OR'), name='reminder_held_out_gets_nothing'),
        ),
        migrations.AddConstraint(
            model_name='reminder',
            constraint=models.CheckConstraint(condition=models.Q(('voucher', None), ('mail__isnull', False), _connector='OR'), name='reminder_voucher_is_sent'),
        ),
        migrations.AddConstraint(
            model_name='reminder',
            constraint=core.constraints.SameShop('customer', name='reminder_customer_same_shop'),
        ),
        migrations.AddConstraint(
            model_name='reminder',
            constraint=core.constraints.SameShop('original_owner', name='reminder_original_owner_same_shop'),
        ),
        migrations.AddConstraint(
            model_name='reminder',
            constraint=core.constraints.SameShop('order', name='reminder_order_same_shop'),
        ),
        migrations.AddConstraint(
            model_name='reminder',
            constraint=core.constraints.SameShop('voucher', name='reminder_voucher_same_shop'),
        ),
        migrations.AddConstraint(
            model_name='schedule',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('key_digest', None), ('key_made_at', None)), models.Q(('key_digest__isnull', False), ('key_made_at__isnull', False)), _connector='OR'), name='schedule_key_is_whole'),
        ),
        migrations.AddConstraint(
            model_name='schedule',
            constraint=models.CheckConstraint(condition=models.Q(('margin_percent', None), ('margin_percent__range', (0, 100)), _connector='OR'), name='schedule_margin_is_a_share'),
        ),
    ]
