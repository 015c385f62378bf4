using Clemap.Identity.Accounts;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Identity.SecondFactor;

/// <summary>
/// Lets the framework ask for a code of the app, so that wrong ones count towards the lockout. Looks up what it needs when it is asked: the framework's account
/// manager makes its providers, and they need that manager.
/// </summary>
internal sealed class AppCodeProvider(IServiceProvider services) : IUserTwoFactorTokenProvider<Account>
{
    public const string Name = "app";

    public Task<bool> CanGenerateTwoFactorTokenAsync(UserManager<Account> manager, Account user) => Task.FromResult(user.TwoFactorEnabled);

    public Task<string> GenerateAsync(string purpose, UserManager<Account> manager, Account user) =>
        throw new NotSupportedException("The app makes the codes.");

    public Task<bool> ValidateAsync(string purpose, string token, UserManager<Account> manager, Account user) =>
        services.GetRequiredService<SecondFactors>().TakeCodeAsync(user, token);
}

/// <summary>The same for recovery codes, which the framework itself would let anybody try for ever.</summary>
internal sealed class RecoveryCodeProvider(IServiceProvider services) : IUserTwoFactorTokenProvider<Account>
{
    public const string Name = "recovery";

    public Task<bool> CanGenerateTwoFactorTokenAsync(UserManager<Account> manager, Account user) => Task.FromResult(user.TwoFactorEnabled);

    public Task<string> GenerateAsync(string purpose, UserManager<Account> manager, Account user) =>
        throw new NotSupportedException("Recovery codes are made when the second factor is switched on.");

    public Task<bool> ValidateAsync(string purpose, string token, UserManager<Account> manager, Account user) =>
        services.GetRequiredService<SecondFactors>().TakeRecoveryCodeAsync(user, token);
}
