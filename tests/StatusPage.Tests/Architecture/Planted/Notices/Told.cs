namespace StatusPage.Tests.Architecture.Planted.Notices;

internal class Told
{
    public const string Word = "told";

    public static int Count => Word.Length;
}

internal interface ITold;

internal sealed class ToldException : Exception;

[AttributeUsage(AttributeTargets.Class)]
internal sealed class ToldAttribute : Attribute;
