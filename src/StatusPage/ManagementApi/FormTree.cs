using System.Text;
using System.Text.Json;

namespace StatusPage.ManagementApi;

/// <summary>A form whose names spell a tree: <c>a[b]=1</c> is a member, <c>a[]=1</c> an item of a list.</summary>
internal static class FormTree
{
    private const int Deepest = 8;
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="BadHttpRequestException">It is not a form, or contradicts itself.</exception>
    public static JsonElement Parse(string form)
    {
        var root = new Dictionary<string, object>();
        foreach (var pair in form.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            var name = Decode(equals < 0 ? pair : pair[..equals]);
            Put(root, name, Steps(name), equals < 0 ? "" : Decode(pair[(equals + 1)..]));
        }

        return JsonSerializer.SerializeToElement(root);
    }

    private static List<string> Steps(string name)
    {
        var open = name.IndexOf('[', StringComparison.Ordinal);
        if (open <= 0)
        {
            return [name];
        }

        if (name[^1] != ']')
        {
            throw new BadHttpRequestException($"The form field {name} has an open bracket.");
        }

        List<string> steps = [name[..open], .. name[(open + 1)..^1].Split("][")];
        return steps.Count <= Deepest ? steps : throw new BadHttpRequestException($"The form field {name} is nested too deeply.");
    }

    private static void Put(Dictionary<string, object> node, string name, List<string> steps, string value)
    {
        for (var i = 0; i < steps.Count - 1; i++)
        {
            if (i == steps.Count - 2 && steps[^1].Length == 0)
            {
                node.TryAdd(steps[i], new List<string>());
                (node[steps[i]] as List<string> ?? throw Contradiction(name)).Add(value);
                return;
            }

            node.TryAdd(steps[i], new Dictionary<string, object>());
            node = node[steps[i]] as Dictionary<string, object> ?? throw Contradiction(name);
        }

        if (node.TryGetValue(steps[^1], out var there) && there is not string)
        {
            throw Contradiction(name);
        }

        node[steps[^1]] = value;
    }

    private static BadHttpRequestException Contradiction(string name) =>
        new($"The form field {name} contradicts another one: a name is a value, a list or has members, not two of these.");

    private static string Decode(string text)
    {
        if (!text.AsSpan().ContainsAny('%', '+'))
        {
            return text;
        }

        var bytes = new MemoryStream();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%')
            {
                if (i + 2 >= text.Length || !byte.TryParse(text.AsSpan(i + 1, 2), System.Globalization.NumberStyles.AllowHexSpecifier, null, out var octet))
                {
                    throw new BadHttpRequestException("The form holds a percent sign that begins no octet.");
                }

                bytes.WriteByte(octet);
                i += 2;
            }
            else
            {
                var length = char.IsHighSurrogate(text[i]) ? 2 : 1;
                bytes.Write(StrictUtf8.GetBytes(text[i] == '+' ? " " : text.Substring(i, length)));
                i += length - 1;
            }
        }

        try
        {
            return StrictUtf8.GetString(bytes.ToArray());
        }
        catch (DecoderFallbackException)
        {
            throw new BadHttpRequestException("The form is not valid UTF-8.");
        }
    }
}
