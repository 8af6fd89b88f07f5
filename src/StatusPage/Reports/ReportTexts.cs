namespace StatusPage.Reports;

/// <summary>Names the words of a report's beginning: <c>ReportTexts.resx</c> and <c>ReportTexts.ko.resx</c>.</summary>
internal sealed class ReportTexts;
