namespace StatusPage.Notices.Letters;

/// <summary>Names the words of mails: <c>LetterTexts.resx</c> and <c>LetterTexts.ko.resx</c>.</summary>
internal sealed class LetterTexts;
