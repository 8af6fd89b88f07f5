namespace StatusPage.Publishing.Pages;

/// <summary>The family of texts of the public pages: PageTexts.resx and PageTexts.ko.resx.</summary>
internal sealed class PageTexts;
