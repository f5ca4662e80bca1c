
import core.constraints
import datetime
import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('shop', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Branding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sender_name', models.CharField(blank=True, help_text='What mailboxes show. Empty: the shop’s name.', max_length=100, verbose_name='name of the sender')),
                ('sender_email', models.EmailField(blank=True, help_text='Of a domain that your mail provider may send for (SPF, DKIM). Empty: that of the site.', max_length=254, verbose_name='address of the sender')),
                ('reply_to', models.EmailField(blank=True, help_text='A mailbox that somebody reads. Empty: the sender’s address.', max_length=254, verbose_name='answers go to')),
                ('logo', models.URLField(blank=True, help_text='A PNG or JPEG picture, legible on white and on black.', max_length=500, validators=[django.core.validators.RegexValidator('^https://', 'It begins with https://.')], verbose_name='address of the logo')),
                ('logo_width', models.PositiveSmallIntegerField(default=180, help_text='In pixels, 40 to 520.', validators=[django.core.validators.MinValueValidator(40), django.core.validators.MaxValueValidator(520)], verbose_name='width of the logo')),
                ('colour', models.CharField(default='#8c2f1f', max_length=7, validators=[django.core.validators.RegexValidator('^#[0-9a-f]{6}\\Z', 'Write it as #8c2f1f.')], verbose_name='colour of buttons and links')),
                ('background', models.CharField(default='#f5efe6', max_length=7, validators=[django.core.validators.RegexValidator('^#[0-9a-f]{6}\\Z', 'Write it as #8c2f1f.')], verbose_name='colour around the text')),
                ('company', models.CharField(blank=True, help_text='The company that writes, by its legal name.', max_length=200, verbose_name='company')),
                ('address', models.CharField(blank=True, help_text='On one line.', max_length=300, verbose_name='postal address')),
                ('legal', models.TextField(blank=True, help_text='Registration, capital, VAT number: what your mails have to say.', max_length=1000, verbose_name='legal footer')),
                ('privacy_url', models.URLField(blank=True, help_text='Where your shop says what becomes of personal data.', max_length=500, verbose_name='privacy page')),
                ('shop', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.shop', verbose_name='shop')),
            ],
            options={
                'verbose_name': 'branding',
                'verbose_name_plural': 'branding of mails',
                'constraints': [models.CheckConstraint(condition=models.Q(('colour__regex', '^#[0-9a-f]{6}$'), ('background__regex', '^#[0-9a-f]{6}$')), name='branding_colours_are_hexadecimal'), models.CheckConstraint(condition=models.Q(('logo', ''), ('logo__startswith', 'https://'), _connector='OR'), name='branding_logo_is_seen_by_https'), models.CheckConstraint(condition=models.Q(('logo_width__range', (40, 520))), name='branding_logo_fits'), models.CheckConstraint(condition=models.Q(models.Q(('sender_name__regex', '[\\n\\r]'), _negated=True), models.Q(('company__regex', '[\\n\\r]'), _negated=True), models.Q(('address__regex', '[\\n\\r]'), _negated=True)), name='branding_names_are_one_line')],
            },
        ),
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('category', models.CharField(choices=[('service', 'Service'), ('programme', 'Points and tiers'), ('offers', 'Offers and reminders'), ('wishlist', 'Wishlist'), ('referrals', 'Referrals')], max_length=20, verbose_name='category')),
                ('given', models.BooleanField(verbose_name='given')),
                ('basis', models.CharField(choices=[('consent', 'Consent'), ('sale', 'Told when buying, and did not refuse'), ('withdrawal', 'Withdrawal')], max_length=20, verbose_name='basis')),
                ('wording', models.TextField(blank=True, verbose_name='wording')),
                ('version', models.CharField(blank=True, max_length=40, verbose_name='version of the wording')),
                ('source', models.CharField(help_text='Where it was said: a page, a mail, staff.', max_length=60, verbose_name='source')),
                ('recorded_at', models.DateTimeField(verbose_name='date')),
                ('stated_at', models.DateTimeField(editable=False, null=True)),
                ('address_hash', models.BinaryField(max_length=16, null=True)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.customer', verbose_name='customer')),
            ],
            options={
                'verbose_name': 'consent',
                'verbose_name_plural': 'consents',
                'indexes': [models.Index(fields=['customer', 'category', '-recorded_at', '-id'], name='consent_by_customer'), models.Index(condition=models.Q(('address_hash__isnull', False)), fields=['address_hash', 'category'], name='consent_by_address')],
                'constraints': [models.CheckConstraint(condition=models.Q(('category', 'service'), _negated=True), name='consent_not_asked_for_service'), models.CheckConstraint(condition=models.Q(models.Q(('basis__in', ['consent', 'sale']), ('given', True)), models.Q(('basis', 'withdrawal'), ('given', False)), _connector='OR'), name='consent_has_its_basis'), models.CheckConstraint(condition=models.Q(('given', False), models.Q(('wording', ''), _negated=True), _connector='OR'), name='consent_given_in_words'), models.CheckConstraint(condition=models.Q(('source', ''), _negated=True), name='consent_has_a_source')],
            },
        ),
        migrations.CreateModel(
            name='Mail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mail_type', models.CharField(max_length=40, verbose_name='kind')),
                ('advertising', models.BooleanField(verbose_name='advertising')),
                ('source', models.CharField(max_length=200, verbose_name='cause')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                ('name', models.CharField(blank=True, max_length=200, verbose_name='name')),
                ('language', models.CharField(blank=True, max_length=7, verbose_name='language')),
                ('reply_to', models.EmailField(blank=True, max_length=254, verbose_name='reply to')),
                ('keep_address', models.BooleanField(default=True, editable=False)),
                ('address_hash', models.BinaryField(max_length=16, null=True)),
                ('values', models.JSONField(default=dict, verbose_name='values')),
                ('state', models.CharField(choices=[('due', 'Due'), ('claimed', 'Being sent'), ('sent', 'Sent'), ('failed', 'Failed'), ('bounced', 'Came back'), ('refused', 'Not sent')], default='due', max_length=10, verbose_name='state')),
                ('reason', models.CharField(blank=True, max_length=40, verbose_name='reason')),
                ('answer', models.CharField(blank=True, max_length=500, verbose_name='answer of the server')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('queued_at', models.DateTimeField(verbose_name='queued')),
                ('due_at', models.DateTimeField(verbose_name='to be sent')),
                ('not_after', models.DateTimeField(verbose_name='not after')),
                ('prepared_at', models.DateTimeField(editable=False, null=True)),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='sent')),
                ('provider_id', models.CharField(blank=True, editable=False, max_length=200)),
                ('customer', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.customer', verbose_name='customer')),
                ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.shop', verbose_name='shop')),
            ],
            options={
                'verbose_name': 'mail',
                'verbose_name_plural': 'mails',
                'indexes': [models.Index(condition=models.Q(('state__in', ['due', 'claimed'])), fields=['due_at', 'id'], name='mail_by_due_time'), models.Index(condition=models.Q(('customer__isnull', False)), fields=['customer', '-queued_at'], name='mail_by_customer'), models.Index(condition=models.Q(('provider_id', ''), _negated=True), fields=['provider_id'], name='mail_by_provider_id'), models.Index(condition=models.Q(('address_hash__isnull', False)), fields=['address_hash'], name='mail_by_address'), models.Index(condition=models.Q(('state', 'failed')), fields=['shop', 'queued_at'], name='mail_that_failed')],
                'constraints': [models.UniqueConstraint(fields=('shop', 'source'), name='mail_source_once_per_shop'), models.CheckConstraint(condition=models.Q(models.Q(('source', ''), _negated=True), models.Q(('mail_type', ''), _negated=True)), name='mail_has_cause_and_kind'), models.CheckConstraint(condition=models.Q(('customer__isnull', False), models.Q(('email', ''), _negated=True), ('address_hash__isnull', False), _connector='OR'), name='mail_is_to_somebody'), models.CheckConstraint(condition=models.Q(models.Q(('sent_at__isnull', False), ('state__in', ['sent', 'bounced'])), models.Q(('sent_at', None), ('state__in', ['due', 'claimed', 'failed', 'refused'])), _connector='OR'), name='mail_sent_at_some_time'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['failed', 'bounced', 'refused']), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='mail_not_received_for_a_reason'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'claimed'), _negated=True), ('attempts__gt', 0), _connector='OR'), name='mail_claimed_by_an_attempt'), core.constraints.SameShop('customer', name='mail_customer_same_shop')],
            },
        ),
        migrations.CreateModel(
            name='MailText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mail_type', models.CharField(max_length=40, verbose_name='kind')),
                ('language', models.CharField(choices=[('fr', 'French'), ('en', 'English')], max_length=7, verbose_name='language')),
                ('subject', models.CharField(max_length=150, verbose_name='subject')),
                ('preheader', models.CharField(blank=True, help_text='What mailboxes show beside the subject.', max_length=200, verbose_name='preview line')),
                ('body', models.TextField(max_length=20000, verbose_name='text')),
                ('author', models.CharField(max_length=40, verbose_name='author')),
                ('saved_at', models.DateTimeField(verbose_name='written')),
                ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.shop', verbose_name='shop')),
            ],
            options={
                'verbose_name': 'text of a mail',
                'verbose_name_plural': 'texts of mails',
                'constraints': [models.UniqueConstraint(fields=('shop', 'mail_type', 'language'), name='mail_text_once'), models.CheckConstraint(condition=models.Q(models.Q(('mail_type', ''), _negated=True), models.Q(('language', ''), _negated=True), models.Q(('subject', ''), _negated=True), models.Q(('body', ''), _negated=True)), name='mail_text_says_something'), models.CheckConstraint(condition=models.Q(models.Q(('subject__regex', '[\\n\\r]'), _negated=True), models.Q(('preheader__regex', '[\\n\\r]'), _negated=True)), name='mail_text_headers_are_one_line')],
            },
        ),
        migrations.CreateModel(
            name='Preference',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(choices=[('fr', 'French'), ('en', 'English')], max_length=7, verbose_name='language')),
                ('customer', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.customer', verbose_name='customer')),
            ],
            options={
                'verbose_name': 'preference',
                'verbose_name_plural': 'preferences',
                'constraints': [models.CheckConstraint(condition=models.Q(('language', ''), _negated=True), name='preference_names_a_language')],
            },
        ),
        migrations.CreateModel(
            name='SendingLimits',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('frequency_cap', models.PositiveSmallIntegerField(blank=True, default=3, help_text='All campaigns together. Empty: no limit.', null=True, validators=[django.core.validators.MinValueValidator(1)], verbose_name='at most')),
                ('frequency_cap_days', models.PositiveSmallIntegerField(default=7, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(366)], verbose_name='days')),
                ('quiet_from', models.TimeField(default=datetime.time(21, 0), verbose_name='quiet from')),
                ('quiet_until', models.TimeField(default=datetime.time(8, 0), verbose_name='quiet until')),
                ('quiet_days', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), default=list, verbose_name='quiet days')),
                ('shop', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.shop', verbose_name='shop')),
            ],
            options={
                'verbose_name': 'sending of offers',
                'verbose_name_plural': 'sending of offers',
                'constraints': [models.CheckConstraint(condition=models.Q(('frequency_cap', None), ('frequency_cap__gt', 0), _connector='OR'), name='sending_limits_cap_lets_some_through'), models.CheckConstraint(condition=models.Q(('frequency_cap_days__range', (1, 366))), name='sending_limits_cap_over_some_days'), models.CheckConstraint(condition=models.Q(('quiet_days__contained_by', [1, 2, 3, 4, 5, 6, 7]), models.Q(('quiet_days__contains', [1, 2, 3, 4, 5, 6, 7]), _negated=True)), name='sending_limits_leaves_a_day')],
            },
        ),
        migrations.CreateModel(
            name='Suppression',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address_hash', models.BinaryField(max_length=16)),
                ('reason', models.CharField(choices=[('bounced', 'Came back'), ('complained', 'Reported as unwanted'), ('stopped', 'Asked for it'), ('erased', 'Account erased')], max_length=20, verbose_name='reason')),
                ('since', models.DateTimeField(verbose_name='since')),
                ('shop', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.shop', verbose_name='shop')),
            ],
            options={
                'verbose_name': 'suppressed address',
                'verbose_name_plural': 'suppressed addresses',
                'constraints': [models.UniqueConstraint(fields=('shop', 'address_hash'), name='suppression_once_per_address')],
            },
        ),
    ]
