using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Clemap.Edge.Configuration;

namespace Clemap.Edge.LocalApi.Access;

/// <summary>
/// The local accounts: a file that is read again whenever it changed, so that <c>clemap-edge accounts reset</c> takes effect at once in the
/// controller that runs.
/// </summary>
internal sealed class AccountStore(EdgeConfiguration configuration, TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly string file = FileIn(configuration.DataDir);
    private AccountsDocument known = AccountsDocument.Empty;
    private DateTime? readAsOf;

    public static string FileIn(string dataDir) => Path.Combine(dataDir, "accounts.json");

    public AccountsDocument Current
    {
        get
        {
            lock (gate)
                return Read();
        }
    }

    public Account? Find(string name) => Current.Accounts.FirstOrDefault(account => IsName(account, name));

    /// <returns>False when the name is taken.</returns>
    public bool Add(string name, LocalRole role, string password) => Change(document =>
        document.Accounts.Any(account => IsName(account, name))
            ? null
            : document with { Accounts = [.. document.Accounts, new Account(name, role, PasswordHash.Of(password), NewStamp(), time.GetUtcNow())] });

    /// <returns>False when another was first.</returns>
    public bool AddFirst(string name, string password)
    {
        string hash = PasswordHash.Of(password);
        bool added = Change(document => document.Accounts.Count > 0
            ? null
            : new AccountsDocument([new Account(name, LocalRole.Electrician, hash, NewStamp(), time.GetUtcNow())], []));
        if (added)
            OneTimeCode.Spend(configuration.DataDir);
        return added;
    }

    public bool SetPassword(string name, string password)
    {
        string hash = PasswordHash.Of(password);
        return Change(document => document.Accounts.Any(account => IsName(account, name))
            ? document with { Accounts = [.. document.Accounts.Select(a => IsName(a, name) ? a with { PasswordHash = hash, Stamp = NewStamp() } : a)] }
            : null);
    }

    /// <summary>With its tokens.</summary>
    /// <returns>False when it is the last electrician, without whom nobody could make another.</returns>
    public bool Remove(string name) => Change(document =>
    {
        Account[] left = [.. document.Accounts.Where(account => !IsName(account, name))];
        return left.Any(account => account.Role == LocalRole.Electrician)
            ? new AccountsDocument(left, [.. document.Tokens.Where(token => !IsName(token.Owner, name))])
            : null;
    });

    /// <returns>The token itself, which is shown this once.</returns>
    public (ApiToken Token, string Secret) AddToken(string label, LocalRole role, string owner)
    {
        string secret = "clemap_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        var token = new ApiToken(Guid.CreateVersion7().ToString("N"), label, role, owner, Sha256(secret), time.GetUtcNow());
        Change(document => document with { Tokens = [.. document.Tokens, token] });
        return (token, secret);
    }

    public bool RemoveToken(string id) => Change(document => document.Tokens.Any(token => token.Id == id)
        ? document with { Tokens = [.. document.Tokens.Where(token => token.Id != id)] }
        : null);

    public ApiToken? FindToken(string secret)
    {
        string sha256 = Sha256(secret);
        return Current.Tokens.FirstOrDefault(token => token.Sha256 == sha256);
    }

    internal static string Sha256(string secret) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    private static string NewStamp() => Convert.ToHexString(RandomNumberGenerator.GetBytes(8));

    private static bool IsName(Account account, string name) => IsName(account.Name, name);

    private static bool IsName(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    private bool Change(Func<AccountsDocument, AccountsDocument?> change)
    {
        lock (gate)
        {
            if (change(Read()) is not { } changed)
                return false;
            PrivateFile.Write(file, JsonSerializer.Serialize(changed, AccessJson.Default.AccountsDocument));
            (known, readAsOf) = (changed, File.GetLastWriteTimeUtc(file));
            return true;
        }
    }

    private AccountsDocument Read()
    {
        // A file that is not there has a time of its own, too: the year 1601.
        var asOf = File.GetLastWriteTimeUtc(file);
        if (asOf == readAsOf)
            return known;
        known = PrivateFile.Read(file) is { } text ? JsonSerializer.Deserialize(text, AccessJson.Default.AccountsDocument)! : AccountsDocument.Empty;
        readAsOf = asOf;
        return known;
    }
}
