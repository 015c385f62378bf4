using Microsoft.AspNetCore.Mvc;

namespace Clemap.Identity.Pages.Account;

/// <summary>One's own account, and where to change what.</summary>
internal sealed class IndexModel : OwnAccountPage
{
    public Accounts.Account Account { get; private set; } = new();

    public async Task<IActionResult> OnGetAsync()
    {
        if (await OwnAsync() is not { } account)
            return Challenge();
        Account = account;
        return Page();
    }
}
