namespace StatusPage.Console;

/// <summary>Names the console's texts: ConsoleTexts.resx and ConsoleTexts.ko.resx.</summary>
internal sealed class ConsoleTexts;
