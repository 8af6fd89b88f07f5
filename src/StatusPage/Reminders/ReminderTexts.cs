namespace StatusPage.Reminders;

/// <summary>The family of texts of the mails that remind operators: ReminderTexts.resx and ReminderTexts.ko.resx.</summary>
internal sealed class ReminderTexts;
