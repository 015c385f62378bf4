using Clemap.Edge.Configuration;

namespace Clemap.Edge.LocalApi.Access;

/// <summary><c>accounts reset</c>: the way back in for whoever has the console of the box. All accounts and tokens end at once.</summary>
internal static class AccountsCommand
{
    public static async Task<int> ResetAsync(EdgeConfiguration configuration, TextWriter output)
    {
        string code = OneTimeCode.Renew(configuration.DataDir);
        File.Delete(AccountStore.FileIn(configuration.DataDir));
        await output.WriteLineAsync($"All local accounts are removed. One-time code for the first one: {code}");
        return 0;
    }
}
