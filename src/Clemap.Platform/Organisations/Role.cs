using System.Security.Claims;

namespace Clemap.Platform.Organisations;

/// <summary>What a person is in an organisation. The value is what stands in tokens (claim <c>role</c>) and in the database.</summary>
public static class Role
{
    public const string Owner = "owner";
    public const string Administrator = "administrator";
    public const string Electrician = "electrician";
    public const string EnergySupplier = "energy-supplier";

    /// <summary>Lives or works where stations are, charges there and is billed: sees what is their own and nothing of the organisation.</summary>
    public const string Resident = "resident";

    /// <summary>What a person can also be at some sites only. An owner owns the whole.</summary>
    public static IReadOnlyList<string> AtSites { get; } = [Administrator, Electrician, EnergySupplier];

    /// <summary>Of the platform's support people, while the organisation lets them in to read. Nobody gives it by hand.</summary>
    public const string SupportRead = "support-read";

    /// <summary>The same, also to change limits, sites and devices.</summary>
    public const string SupportChange = "support-change";

    /// <summary>True when whoever acts is platform support and not of the organisation, or was until a moment ago: what they try then is support's too.</summary>
    public static bool IsSupport(ClaimsPrincipal person) => person.HasClaim(claim => claim.Type is ClemapClaims.Role or ClemapClaims.LostRole && IsOfSupport(claim.Value));

    internal static bool IsOfSupport(string role) => role is SupportRead or SupportChange;

    /// <summary>What a person of the organisation can be.</summary>
    public static IReadOnlyList<string> All { get; } = [Owner, Administrator, Electrician, EnergySupplier, Resident];
}
