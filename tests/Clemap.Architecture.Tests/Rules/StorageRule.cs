using System.Text.RegularExpressions;
using Clemap.Platform.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Clemap.Architecture.Tests.Rules;

/// <summary>A module owns its schema: nobody else touches its context or its tables, and each row belongs to an organisation.</summary>
internal static partial class StorageRule
{
    /// <summary>Rows without an organisation, each with the reason.</summary>
    public static readonly IReadOnlyDictionary<string, string> WithoutOrganisation = new Dictionary<string, string>
    {
        ["Account"] = "a person may belong to several organisations; memberships say to which",
        ["IdentityUserClaim"] = "belongs to an account",
        ["IdentityUserLogin"] = "belongs to an account",
        ["IdentityUserToken"] = "belongs to an account",
        ["IdentityUserPasskey"] = "belongs to an account",
        ["AuthenticatorRow"] = "belongs to an account",
        ["RecoveryCodeRow"] = "belongs to an account",
        ["AccountLink"] = "belongs to an account",
        ["SessionRow"] = "belongs to an account",
        ["SignInRow"] = "belongs to an account, and no organisation sees where its people sign in from",
        ["OpenIddictEntityFrameworkCoreApplication"] = "a client is looked up before its organisation is known",
        ["OpenIddictEntityFrameworkCoreAuthorization"] = "belongs to an account or client",
        ["OpenIddictEntityFrameworkCoreScope"] = "the same for all organisations",
        ["OpenIddictEntityFrameworkCoreToken"] = "a token is looked up before its organisation is known",
        ["ManufacturedDevice"] = "nobody's yet; the app role has no right on the table",
        ["SiteSource"] = "the answer of a function, which is asked for one organisation; no table",
        ["DataProtectionKey"] = "the keys of the installation",
    };

    public static IEnumerable<string> UnfencedRows(IModel model)
    {
        foreach (var entity in model.GetEntityTypes())
        {
            var name = entity.ClrType.Name.Split('`')[0];
            if (typeof(IOrganisationOwned).IsAssignableFrom(entity.ClrType))
            {
                if (entity.FindPrimaryKey()?.Properties[0].Name != nameof(IOrganisationOwned.OrganisationId))
                    yield return $"the key of {name} is not led by the organisation";
                if (entity.GetRootType().FindDeclaredQueryFilter(ModuleDbContext.OrganisationFilter) is null)
                    yield return $"{name} has no query filter";
                if (entity.GetRootType().FindDeclaredQueryFilter(ModuleDbContext.SiteFilter) is null)
                    yield return $"{name} has no query filter by site";
            }
            else if (!entity.IsOwned() && !WithoutOrganisation.ContainsKey(name))
            {
                yield return $"{name} belongs to no organisation and is not on the list of exceptions";
            }
        }
    }

    /// <param name="references">Of one module.</param>
    /// <param name="foreignContexts">Full names of the contexts of all others.</param>
    public static IEnumerable<string> ForeignContexts(References references, IEnumerable<string> foreignContexts) =>
        references.Types.Intersect(foreignContexts).Select(context => $"uses {context}");

    /// <summary>Tables of another schema in SQL. A function of another schema may be called: it is that module's contract.</summary>
    public static IEnumerable<string> ForeignTables(string ownSchema, string source) => ForeignTable().Matches(source)
        .Where(match => !match.Groups["schema"].Value.Equals(ownSchema, StringComparison.OrdinalIgnoreCase))
        .Select(match => match.Value);

    [GeneratedRegex(@"\b(?:from|join|into|update|table)\s+""?(?<schema>platform|identity|telemetry|billing)""?\.""?\w+\b""?(?!\s*\()", RegexOptions.IgnoreCase)]
    private static partial Regex ForeignTable();
}
