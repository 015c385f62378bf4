using System.Security.Claims;

namespace Clemap.Platform.Organisations;

/// <summary>What a person is at one site.</summary>
/// <param name="Role">One of <see cref="Organisations.Role.AtSites"/>.</param>
public sealed record SiteRole(Guid SiteId, string Role)
{
    /// <summary>Each stands in the person's tokens, and a header has an end.</summary>
    public const int MostOfAPerson = 50;

    /// <summary>As in the claim <see cref="ClemapClaims.SiteRole"/>: <c>role@id of the site</c>.</summary>
    public override string ToString() => $"{Role}@{SiteId}";

    /// <summary>Those in the token or cookie; what cannot be read allows nothing and is left out.</summary>
    public static IEnumerable<SiteRole> Of(ClaimsPrincipal person) => person.FindAll(ClemapClaims.SiteRole)
        .Select(claim => claim.Value.Split('@') is [var role, var site] && Guid.TryParse(site, out var id) ? new SiteRole(id, role) : null)
        .OfType<SiteRole>();
}
