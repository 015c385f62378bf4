using Microsoft.AspNetCore.Identity;

namespace Clemap.Identity.Accounts;

/// <summary>Before what would let somebody at an unlocked screen take the account over, the password is asked again. Wrong ones count as at the sign-in.</summary>
internal sealed class PasswordAgain(UserManager<Account> accounts)
{
    public async Task<bool> IsRightAsync(Account account, string password)
    {
        if (await accounts.IsLockedOutAsync(account))
            return false;
        if (await accounts.CheckPasswordAsync(account, password))
        {
            await accounts.ResetAccessFailedCountAsync(account);
            return true;
        }
        await accounts.AccessFailedAsync(account);
        return false;
    }
}
