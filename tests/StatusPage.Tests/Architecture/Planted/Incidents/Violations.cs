using StatusPage.Tests.Architecture.Planted.Notices;

namespace StatusPage.Tests.Architecture.Planted.Incidents;

// Every type here uses Notices, which Incidents may not; each in a way of its own that the check has to see.
internal sealed class ByBaseClass : Told;

internal sealed class ByInterface : ITold;

[Told]
internal sealed class ByAttribute;

internal sealed class ByField
{
    public readonly Told Kept = new();
}

internal sealed class ByParameter
{
    public static void Take(Told[] told) => ArgumentNullException.ThrowIfNull(told);
}

internal sealed class ByGenericArgument
{
    public static IReadOnlyDictionary<string, List<Told>> None { get; } = new Dictionary<string, List<Told>>();
}

internal sealed class ByConstraint<T> where T : Told;

internal sealed class ByStaticCall
{
    public static int Count() => Told.Count;
}

internal sealed class ByTypeOf
{
    public static string Name() => typeof(Told).Name;
}

internal sealed class ByGenericCall
{
    public static int Count(object[] all) => all.OfType<Told>().Count();
}

internal sealed class ByCatch
{
    public static int Try(Func<int> work)
    {
        try
        {
            return work();
        }
        catch (ToldException)
        {
            return 0;
        }
    }
}

internal sealed class ByAsyncLambda
{
    public static Func<Task<int>> Later() => async () =>
    {
        await Task.Yield();
        return Told.Count;
    };
}

internal sealed class ByIterator
{
    public static IEnumerable<object> All()
    {
        yield return new Told();
    }
}

internal sealed class ByLocalFunction
{
    public static int Count()
    {
        return Inner();

        static int Inner() => Told.Count;
    }
}
