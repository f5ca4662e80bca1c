
import core.constraints
import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
from decimal import Decimal
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('shop', '0001_initial'),
        ('vouchers', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='ReferralTerms',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='version')),
                ('effective_from', models.DateTimeField(verbose_name='in force from')),
                ('author', models.CharField(max_length=40, verbose_name='author')),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('active', models.BooleanField(default=True, verbose_name='customers can bring friends')),
                ('sponsor_gives', models.CharField(choices=[('none', 'nothing'), ('points', 'points'), ('amount', 'a voucher of an amount'), ('percent', 'a voucher of a percentage')], default='amount', max_length=10, verbose_name='the sponsor is given')),
                ('sponsor_points', models.PositiveIntegerField(blank=True, null=True, verbose_name='points')),
                ('sponsor_amount', models.DecimalField(blank=True, decimal_places=2, max_digits=8, null=True, verbose_name='amount')),
                ('sponsor_percent', models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True, verbose_name='percentage')),
                ('friend_gives', models.CharField(choices=[('none', 'nothing'), ('points', 'points'), ('amount', 'a voucher of an amount'), ('percent', 'a voucher of a percentage')], default='amount', max_length=10, verbose_name='the friend is given')),
                ('friend_points', models.PositiveIntegerField(blank=True, null=True, verbose_name='points')),
                ('friend_amount', models.DecimalField(blank=True, decimal_places=2, max_digits=8, null=True, verbose_name='amount')),
                ('friend_percent', models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True, verbose_name='percentage')),
                ('friend_when', models.CharField(choices=[('sign_up', 'when the account is opened'), ('order', 'with the order that counts')], default='sign_up', max_length=10, verbose_name='the friend’s reward comes')),
                ('sponsor_orders', models.PositiveSmallIntegerField(default=1, validators=[django.core.validators.MaxValueValidator(100)], verbose_name='orders that a sponsor has placed')),
                ('friend_orders', models.PositiveSmallIntegerField(default=1, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(100)], verbose_name='orders that the friend places')),
                ('minimum', models.DecimalField(decimal_places=2, default=Decimal('30'), max_digits=8, verbose_name='minimum of each order')),
                ('wait_days', models.PositiveSmallIntegerField(default=14, validators=[django.core.validators.MaxValueValidator(366)], verbose_name='days to wait for returns')),
                ('month_cap', models.PositiveSmallIntegerField(blank=True, default=5, null=True, verbose_name='rewards for a sponsor in a month')),
                ('total_cap', models.PositiveIntegerField(blank=True, null=True, verbose_name='rewards for a sponsor in all')),
                ('voucher_days', models.PositiveSmallIntegerField(default=90, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(3660)], verbose_name='days that the vouchers are valid')),
                ('voucher_minimum', models.DecimalField(decimal_places=2, default=Decimal('0'), max_digits=8, verbose_name='minimum cart of the vouchers')),
                ('open_days', models.PositiveSmallIntegerField(default=30, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(366)], verbose_name='days that an invitation stays open')),
                ('by_mail', models.BooleanField(default=True, verbose_name='invitations by mail')),
                ('mails_per_day', models.PositiveSmallIntegerField(default=5, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(50)], verbose_name='invitations of a sponsor in a day')),
                ('hold_at', models.PositiveSmallIntegerField(default=40, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(100)], verbose_name='points of suspicion to look at')),
                ('refuse_at', models.PositiveSmallIntegerField(default=90, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(100)], verbose_name='points of suspicion to refuse')),
                ('sign_up_url', models.URLField(blank=True, max_length=500, verbose_name='where the friend opens an account')),
                ('conditions_fr', models.TextField(blank=True, verbose_name='further conditions (French)')),
                ('conditions_en', models.TextField(blank=True, verbose_name='further conditions (English)')),
                ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.shop', verbose_name='shop')),
            ],
            options={
                'verbose_name': 'referral conditions',
                'verbose_name_plural': 'referral conditions',
            },
        ),
        migrations.CreateModel(
            name='Referral',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(choices=[('link', 'Link'), ('mail', 'Mail'), ('qr', 'QR code'), ('share', 'Share button'), ('shop', 'Code typed in the shop')], max_length=10, verbose_name='channel')),
                ('address', models.BinaryField(max_length=32)),
                ('initials', models.CharField(blank=True, max_length=8, verbose_name='initials')),
                ('created_at', models.DateTimeField(verbose_name='since')),
                ('mailed_at', models.DateTimeField(blank=True, null=True, verbose_name='invited by mail')),
                ('accepted_at', models.DateTimeField(blank=True, null=True, verbose_name='accepted by the friend')),
                ('connection', models.BinaryField(blank=True, max_length=32, null=True)),
                ('registered_at', models.DateTimeField(blank=True, null=True, verbose_name='registered')),
                ('status', models.CharField(choices=[('invited', 'Invited'), ('registered', 'Registered'), ('ordered', 'Order confirmed'), ('rewarded', 'Reward given'), ('held', 'Being checked'), ('refused', 'Refused'), ('capped', 'Beyond the limit'), ('lapsed', 'Lapsed')], default='invited', max_length=12, verbose_name='status')),
                ('reasons', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('own_address', 'the sponsor’s own address'), ('known', 'was a customer before'), ('same_person', 'both accounts are one person’s'), ('own_order', 'ordered with the sponsor’s address'), ('same_name', 'same family name'), ('same_home', 'same postal address'), ('same_connection', 'same connection and browser'), ('too_many', 'many friends in a short time')], max_length=20), blank=True, default=list, verbose_name='what speaks against it')),
                ('score', models.PositiveSmallIntegerField(default=0, verbose_name='suspicion')),
                ('due_at', models.DateTimeField(blank=True, null=True, verbose_name='reward due')),
                ('decision', models.CharField(blank=True, choices=[('pay', 'accepted'), ('refuse', 'refused')], max_length=10, verbose_name='decision')),
                ('decided_by', models.CharField(blank=True, max_length=40, verbose_name='decided by')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='decided')),
                ('decision_reason', models.CharField(blank=True, max_length=500, verbose_name='reason')),
                ('friend', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.customer', verbose_name='friend')),
                ('order', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.order', verbose_name='order that counts')),
                ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.shop', verbose_name='shop')),
                ('sponsor', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.customer', verbose_name='sponsor')),
                ('terms', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='referrals.referralterms', verbose_name='conditions')),
            ],
            options={
                'verbose_name': 'referral',
                'verbose_name_plural': 'referrals',
            },
        ),
        migrations.CreateModel(
            name='Sponsor',
            fields=[
                ('customer', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='shop.customer', verbose_name='customer')),
                ('code', models.CharField(max_length=20, verbose_name='code')),
                ('accepted_at', models.DateTimeField(verbose_name='accepted')),
                ('connection', models.BinaryField(blank=True, max_length=32, null=True)),
                ('seen_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('accepted', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='referrals.referralterms', verbose_name='conditions accepted')),
                ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.shop', verbose_name='shop')),
            ],
            options={
                'verbose_name': 'sponsor',
                'verbose_name_plural': 'sponsors',
            },
        ),
        migrations.CreateModel(
            name='ReferralReward',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('side', models.CharField(choices=[('sponsor', 'sponsor'), ('friend', 'friend')], max_length=10, verbose_name='for')),
                ('number', models.PositiveSmallIntegerField(default=1)),
                ('points', models.PositiveIntegerField(blank=True, null=True, verbose_name='points')),
                ('given_at', models.DateTimeField(verbose_name='given')),
                ('clawed_back_at', models.DateTimeField(blank=True, null=True, verbose_name='taken back')),
                ('kept_at', models.DateTimeField(blank=True, null=True, verbose_name='used, so not taken back')),
                ('referral', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rewards', to='referrals.referral')),
                ('voucher', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='vouchers.voucher', verbose_name='voucher')),
            ],
            options={
                'verbose_name': 'reward',
                'verbose_name_plural': 'rewards',
                'constraints': [models.UniqueConstraint(condition=models.Q(('clawed_back_at', None)), fields=('referral', 'side'), name='reward_lives_once'), models.UniqueConstraint(fields=('referral', 'side', 'number'), name='reward_number_once'), models.CheckConstraint(condition=models.Q(models.Q(('points__gt', 0), ('points__isnull', False), ('voucher', None)), models.Q(('points', None), ('voucher__isnull', False)), _connector='OR'), name='reward_is_points_or_a_voucher'), models.CheckConstraint(condition=models.Q(('clawed_back_at', None), models.Q(('clawed_back_at__gte', models.F('given_at')), ('kept_at', None)), _connector='OR'), name='reward_is_clawed_back_or_kept')],
            },
        ),
        migrations.AddConstraint(
            model_name='referralterms',
            constraint=models.UniqueConstraint(fields=('shop', 'number'), name='terms_number_once'),
        ),
        migrations.AddConstraint(
            model_name='referralterms',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('sponsor_amount', None), ('sponsor_gives', 'none'), ('sponsor_percent', None), ('sponsor_points', None)), models.Q(('sponsor_amount', None), ('sponsor_gives', 'points'), ('sponsor_percent', None), ('sponsor_points__gt', 0), ('sponsor_points__isnull', False)), models.Q(('sponsor_amount__gt', 0), ('sponsor_amount__isnull', False), ('sponsor_gives', 'amount'), ('sponsor_percent', None), ('sponsor_points', None)), models.Q(('sponsor_amount', None), ('sponsor_gives', 'percent'), ('sponsor_percent__gt', 0), ('sponsor_percent__isnull', False), ('sponsor_points', None)), _connector='OR'), name='terms_sponsor_gift_is_whole'),
        ),
        migrations.AddConstraint(
            model_name='referralterms',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('friend_amount', None), ('friend_gives', 'none'), ('friend_percent', None), ('friend_points', None)), models.Q(('friend_amount', None), ('friend_gives', 'points'), ('friend_percent', None), ('friend_points__gt', 0), ('friend_points__isnull', False)), models.Q(('friend_amount__gt', 0), ('friend_amount__isnull', False), ('friend_gives', 'amount'), ('friend_percent', None), ('friend_points', None)), models.Q(('friend_amount', None), ('friend_gives', 'percent'), ('friend_percent__gt', 0), ('friend_percent__isnull', False), ('friend_points', None)), _connector='OR'), name='terms_friend_gift_is_whole'),
        ),
        migrations.AddConstraint(
            model_name='referralterms',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('sponsor_percent', None), ('sponsor_percent__lte', 100), _connector='OR'), models.Q(('friend_percent', None), ('friend_percent__lte', 100), _connector='OR')), name='terms_percentages_end_at_a_hundred'),
        ),
        migrations.AddConstraint(
            model_name='referralterms',
            constraint=models.CheckConstraint(condition=models.Q(('friend_orders__gt', 0), ('minimum__gte', 0), ('open_days__gt', 0), ('voucher_days__gt', 0), ('voucher_minimum__gte', 0)), name='terms_figures_make_sense'),
        ),
        migrations.AddConstraint(
            model_name='referralterms',
            constraint=models.CheckConstraint(condition=models.Q(('hold_at__gte', 1), ('refuse_at__gte', models.F('hold_at')), ('refuse_at__lte', 100)), name='terms_look_before_they_refuse'),
        ),
        migrations.AddIndex(
            model_name='referral',
            index=models.Index(fields=['sponsor', '-created_at'], name='referral_by_sponsor'),
        ),
        migrations.AddIndex(
            model_name='referral',
            index=models.Index(fields=['shop', 'address'], name='referral_by_address'),
        ),
        migrations.AddIndex(
            model_name='referral',
            index=models.Index(condition=models.Q(('status', 'ordered')), fields=['due_at'], name='referral_to_come'),
        ),
        migrations.AddIndex(
            model_name='referral',
            index=models.Index(condition=models.Q(('connection__isnull', False)), fields=['shop', 'connection'], name='referral_by_connection'),
        ),
        migrations.AddConstraint(
            model_name='referral',
            constraint=models.UniqueConstraint(condition=models.Q(('friend__isnull', False)), fields=('friend',), name='referral_friend_has_one_sponsor'),
        ),
        migrations.AddConstraint(
            model_name='referral',
            constraint=models.UniqueConstraint(fields=('sponsor', 'address'), name='referral_once_per_sponsor'),
        ),
        migrations.AddConstraint(
            model_name='referral',
            constraint=models.UniqueConstraint(condition=models.Q(('mailed_at__isnull', False)), fields=('shop', 'address'), name='referral_mailed_once_per_address'),
        ),
        migrations.AddConstraint(
            model_name='referral',
            constraint=models.CheckConstraint(condition=models.Q(('friend', models.F('sponsor')), _negated=True), name='referral_of_another'),
        ),
        migrations.AddConstraint(
            model_name='referral',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('friend', None), ('registered_at', None)), models.Q(('friend__isnull', False), ('registered_at__isnull', False)), _connector='OR'), name='referral_friend_is_registered'),
        ),
        migrations.AddConstraint(
            model_name='referral',
            constraint=models.CheckConstraint(condition=models.Q(('friend__isnull', False), ('status__in', ['invited', 'refused', 'lapsed']), _connector='OR'), name='referral_counts_for_a_friend'),
        ),
        migrations.AddConstraint(
            model_name='referral',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('due_at', None), ('order', None)), models.Q(('due_at__isnull', False), ('order__isnull', False)), _connector='OR'), name='referral_is_due_for_an_order'),
        ),
        migrations.AddConstraint(
            model_name='referral',
            constraint=models.CheckConstraint(condition=models.Q(('order__isnull', False), models.Q(('status__in', ['ordered', 'rewarded', 'capped']), _negated=True), _connector='OR'), name='referral_rewarded_for_an_order'),
        ),
        migrations.AddConstraint(
            model_name='referral',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decided_by', ''), ('decision', ''), ('decision_reason', '')), models.Q(models.Q(('decision', ''), _negated=True), models.Q(('decided_by', ''), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='referral_decision_is_whole'),
        ),
        migrations.AddConstraint(
            model_name='referral',
            constraint=models.CheckConstraint(condition=models.Q(('score__lte', 100)), name='referral_score_ends_at_a_hundred'),
        ),
        migrations.AddConstraint(
            model_name='referral',
            constraint=core.constraints.SameShop('sponsor', name='referral_sponsor_same_shop'),
        ),
        migrations.AddConstraint(
            model_name='referral',
            constraint=core.constraints.SameShop('friend', name='referral_friend_same_shop'),
        ),
        migrations.AddConstraint(
            model_name='referral',
            constraint=core.constraints.SameShop('order', name='referral_order_same_shop'),
        ),
        migrations.AddConstraint(
            model_name='sponsor',
            constraint=models.UniqueConstraint(fields=('shop', 'code'), name='sponsor_code_once'),
        ),
        migrations.AddConstraint(
            model_name='sponsor',
            constraint=models.CheckConstraint(condition=models.Q(('connection', None), ('seen_at__isnull', False), _connector='OR'), name='sponsor_connection_has_its_time'),
        ),
        migrations.AddConstraint(
            model_name='sponsor',
            constraint=core.constraints.SameShop('customer', name='sponsor_customer_same_shop'),
        ),
    ]
