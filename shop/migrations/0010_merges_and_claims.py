import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('shop', '0001_initial'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='customer',
            name='customer_erased_is_only_an_id',
        ),
        migrations.AddField(
            model_name='cart',
            name='named',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.customer', verbose_name='customer named by the shop'),
        ),
        migrations.AddField(
            model_name='customer',
            name='merged_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='merged'),
        ),
        migrations.AddField(
            model_name='customer',
            name='merged_into',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.customer', verbose_name='merged into'),
        ),
        migrations.AddField(
            model_name='customer',
            name='proven_email',
            field=models.EmailField(blank=True, editable=False, max_length=254),
        ),
        migrations.AddField(
            model_name='order',
            name='claimed_by',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.customer', verbose_name='claimed by'),
        ),
        migrations.AddField(
            model_name='order',
            name='named',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.customer', verbose_name='customer named by the shop'),
        ),
        migrations.AddField(
            model_name='shop',
            name='claim_days',
            field=models.PositiveIntegerField(default=30, help_text='An order placed as a guest counts for the account opened within so many days of it with the same verified e-mail. 0: never.', validators=[django.core.validators.MaxValueValidator(3660)], verbose_name='days to claim a guest order'),
        ),
        migrations.AddIndex(
            model_name='customer',
            index=models.Index(condition=models.Q(('merged_into__isnull', False)), fields=['merged_into'], name='customer_by_survivor'),
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(condition=models.Q(('named__isnull', False)), fields=['named'], name='order_by_name'),
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(condition=models.Q(('claimed_by__isnull', False)), fields=['claimed_by'], name='order_by_claim'),
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(models.F('shop'), django.db.models.functions.text.Lower('email'), condition=models.Q(('customer', None)), name='order_of_nobody_by_email'),
        ),
        migrations.AddConstraint(
            model_name='cart',
            constraint=models.CheckConstraint(condition=models.Q(('named', models.F('customer')), _negated=True), name='cart_names_another_or_nobody'),
        ),
        migrations.AddConstraint(
            model_name='customer',
            constraint=models.CheckConstraint(condition=models.Q(('erased_at', None), models.Q(('birthday', None), ('email', ''), ('first_name', ''), ('guest', False), ('last_name', ''), ('proven_email', '')), _connector='OR'), name='customer_erased_is_only_an_id'),
        ),
        migrations.AddConstraint(
            model_name='customer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('merged_at', None), ('merged_into', None)), models.Q(('merged_at__isnull', False), ('merged_into__isnull', False)), _connector='OR'), name='customer_merge_is_whole'),
        ),
        migrations.AddConstraint(
            model_name='customer',
            constraint=models.CheckConstraint(condition=models.Q(('merged_into', models.F('id')), _negated=True), name='customer_not_merged_into_himself'),
        ),
        migrations.AddConstraint(
            model_name='order',
            constraint=models.CheckConstraint(condition=models.Q(('named', models.F('customer')), _negated=True), name='order_names_another_or_nobody'),
        ),
        migrations.AddConstraint(
            model_name='order',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('claimed_by', None), ('named', None)), ('customer__isnull', False), _connector='OR'), name='order_named_or_claimed_counts_for_somebody'),
        ),
    ]
