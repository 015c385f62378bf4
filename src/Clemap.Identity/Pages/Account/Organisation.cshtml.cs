using Clemap.Identity.Connect;
using Clemap.Platform.Organisations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;

namespace Clemap.Identity.Pages.Account;

/// <summary>In the name of which organisation a person of several signs in. It changes nothing: each line goes on with the request that led here.</summary>
internal sealed class OrganisationModel(IMemberships memberships) : OwnAccountPage
{
    /// <summary>By name.</summary>
    public IReadOnlyList<(string Name, string Address)> Organisations { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (await OwnAsync() is not { } account)
            return Challenge();
        var goesOn = Afterwards.StartsWith(ConnectPaths.Authorize + "?", StringComparison.Ordinal);
        Organisations =
        [
            .. (await memberships.OfPersonAsync(account.Id, cancellationToken)).Where(membership => !membership.FromAbove).DistinctBy(membership => membership.OrganisationId).Select(membership => (
                membership.OrganisationName,
                goesOn ? QueryHelpers.AddQueryString(Afterwards, ClemapClaims.Organisation, membership.OrganisationId.ToString()) : "/")),
        ];
        return Page();
    }
}
