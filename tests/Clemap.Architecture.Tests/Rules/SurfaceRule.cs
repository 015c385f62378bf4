using Clemap.Platform.Database;

namespace Clemap.Architecture.Tests.Rules;

/// <summary>
/// What a module shows: interfaces, records, enums, exceptions, static classes (its Add and Map methods, constants), abstract bases, and migrations,
/// which the tool writes. Rows and services stay inside.
/// </summary>
internal static class SurfaceRule
{
    public static IEnumerable<string> Violations(IEnumerable<Type> types) => types
        .Where(type => type is { IsVisible: true, IsClass: true })
        .Where(type => typeof(IOrganisationOwned).IsAssignableFrom(type) || !IsContract(type))
        .Select(type => $"{type.FullName} must be internal");

    private static bool IsContract(Type type) =>
        type.IsAbstract // static classes too
        || type.GetMethod("<Clone>$") is not null // records
        || typeof(Exception).IsAssignableFrom(type)
        || typeof(Attribute).IsAssignableFrom(type)
        || typeof(Delegate).IsAssignableFrom(type)
        || DerivesFrom(type, "Microsoft.EntityFrameworkCore.Migrations.Migration");

    private static bool DerivesFrom(Type type, string name) =>
        type.BaseType is { } parent && (parent.FullName == name || DerivesFrom(parent, name));
}
