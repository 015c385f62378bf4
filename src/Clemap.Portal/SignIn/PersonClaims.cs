using System.Security.Claims;
using Clemap.Platform.Organisations;

namespace Clemap.Portal.SignIn;

internal static class PersonClaims
{
    public static Guid OrganisationId(this ClaimsPrincipal person) =>
        Guid.TryParse(person.FindFirst(ClemapClaims.Organisation)?.Value, out var id)
            ? id
            : throw new InvalidOperationException("The session names no organisation.");
}
