using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Clemap.Architecture.Tests.Rules;

/// <summary>What a built assembly names of others, read from its metadata without loading it.</summary>
internal sealed record References(IReadOnlySet<string> Assemblies, IReadOnlySet<string> Types, IReadOnlySet<string> Members)
{
    public static References Of(string file)
    {
        using var stream = File.OpenRead(file);
        using var image = new PEReader(stream);
        var reader = image.GetMetadataReader();

        var assemblies = reader.AssemblyReferences.Select(handle => reader.GetString(reader.GetAssemblyReference(handle).Name));
        var types = reader.TypeReferences.Select(handle => NameOf(reader, handle));
        var members = reader.MemberReferences.Select(reader.GetMemberReference)
            .Where(member => member.Parent.Kind == HandleKind.TypeReference)
            .Select(member => $"{NameOf(reader, (TypeReferenceHandle)member.Parent)}.{reader.GetString(member.Name)}");
        return new References(assemblies.ToHashSet(), types.ToHashSet(), members.ToHashSet());
    }

    private static string NameOf(MetadataReader reader, TypeReferenceHandle handle)
    {
        var type = reader.GetTypeReference(handle);
        var name = reader.GetString(type.Name);
        return type.ResolutionScope.Kind == HandleKind.TypeReference
            ? $"{NameOf(reader, (TypeReferenceHandle)type.ResolutionScope)}+{name}"
            : $"{reader.GetString(type.Namespace)}.{name}";
    }
}
