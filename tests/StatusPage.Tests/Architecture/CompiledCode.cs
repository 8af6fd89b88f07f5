using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace StatusPage.Tests.Architecture;

/// <summary>Who uses whom in a compiled assembly, folder by folder of a root namespace.</summary>
internal sealed class CompiledCode
{
    private const string GeneratedPages = "AspNetCoreGeneratedDocument";

    private readonly string root;
    private readonly Dictionary<TypeName, HashSet<TypeName>> uses = [];

    public CompiledCode(string assembly, string root)
    {
        this.root = root;
        using var file = new PEReader(File.OpenRead(assembly));
        var reader = file.GetMetadataReader();
        foreach (var handle in reader.TypeDefinitions)
        {
            var used = new UsedTypes(reader);
            Read(file, reader, reader.GetTypeDefinition(handle), used);
            var name = used.NameOf(handle);
            if (uses.TryGetValue(name, out var known))
            {
                known.UnionWith(used.Found);
            }
            else
            {
                uses[name] = used.Found;
            }
        }
    }

    /// <summary>Folders that hold compiled types, the root itself as the empty name.</summary>
    public IReadOnlySet<string> Folders => uses.Keys.Where(t => !IsRootFile(t)).Select(FolderOf).OfType<string>().ToHashSet();

    /// <summary>The names that may stand after a folder's: of its types and of its subfolders.</summary>
    public ILookup<string, string> Names => (
        from type in uses.Keys
        let folder = FolderOf(type)
        where folder is { Length: > 0 } && type.Namespace != GeneratedPages
        let rest = type.Namespace[(root.Length + 1 + folder.Length)..].TrimStart('.')
        select (folder, name: rest.Length == 0 ? type.Name.Split('`')[0] : rest.Split('.')[0])).Distinct().ToLookup(n => n.folder, n => n.name);

    public IEnumerable<Use> Between() =>
        from type in uses.Keys
        let @from = FolderOf(type)
        where @from is not null && !IsRootFile(type)
        from used in uses[type]
        where used.Assembly.Length == 0 && !IsRootFile(used)
        let to = FolderOf(used)
        where to is not null
        select new Use(Full(type), @from, Full(used), to);

    /// <summary>Types outside <paramref name="place"/> that name something of a package's assembly.</summary>
    public IEnumerable<Use> OfPackage(string assembly, string place) =>
        from type in uses.Keys
        where FolderOf(type) is not null && !$"{type.Namespace}.".StartsWith($"{root}.{place}.", StringComparison.Ordinal)
        from used in uses[type]
        where used.Assembly == assembly || used.Assembly.StartsWith(assembly + ".", StringComparison.Ordinal)
        select new Use(Full(type), type.Namespace, Full(used), assembly);

    private static void Read(PEReader file, MetadataReader reader, TypeDefinition type, UsedTypes used)
    {
        used.Add(type.BaseType);
        used.Add(type.GetCustomAttributes());
        foreach (var implemented in type.GetInterfaceImplementations())
        {
            used.Add(reader.GetInterfaceImplementation(implemented).Interface);
        }

        ReadConstraints(reader, type.GetGenericParameters(), used);
        foreach (var field in type.GetFields().Select(reader.GetFieldDefinition))
        {
            field.DecodeSignature(used, 0);
            used.Add(field.GetCustomAttributes());
        }

        foreach (var property in type.GetProperties().Select(reader.GetPropertyDefinition))
        {
            used.Add(property.GetCustomAttributes());
        }

        foreach (var method in type.GetMethods().Select(reader.GetMethodDefinition))
        {
            method.DecodeSignature(used, 0);
            used.Add(method.GetCustomAttributes());
            ReadConstraints(reader, method.GetGenericParameters(), used);
            if (method.RelativeVirtualAddress != 0)
            {
                used.AddBody(file.GetMethodBody(method.RelativeVirtualAddress));
            }
        }
    }

    private static void ReadConstraints(MetadataReader reader, GenericParameterHandleCollection parameters, UsedTypes used)
    {
        foreach (var constraint in parameters.SelectMany(p => reader.GetGenericParameter(p).GetConstraints()))
        {
            used.Add(reader.GetGenericParameterConstraint(constraint).Type);
        }
    }

    /// <summary>Null for what is none of ours: the framework's, and what source generators put in namespaces of their own.</summary>
    private string? FolderOf(TypeName type) => type.Namespace switch
    {
        // Razor Pages become types such as Console_Pages_Index in a namespace of the compiler's.
        GeneratedPages => type.Name.Split('_')[0],
        "" => type.Name == "Program" || type.Name.StartsWith('<') ? null : "",
        var n when n == root => "",
        var n when n.StartsWith(root + ".", StringComparison.Ordinal) => n[(root.Length + 1)..].Split('.')[0],
        _ => null,
    };

    private bool IsRootFile(TypeName type) => type.Namespace == root && type.Name == "_Imports";

    private static string Full(TypeName type) => $"{type.Namespace}.{type.Name}";
}
