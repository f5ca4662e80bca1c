import django.core.validators
from django.db import migrations, models



class Migration(migrations.Migration):

    dependencies = [
        ('points', '0011_adjust_limits'),
    ]

    operations = [
        migrations.AddField(
            model_name='ruleversion',
            name='give_back_days',
            field=models.PositiveIntegerField(default=0, help_text='0: they keep their own dates.', validators=[django.core.validators.MaxValueValidator(36500)], verbose_name='points given back can be spent for at least'),
        ),
    ]
