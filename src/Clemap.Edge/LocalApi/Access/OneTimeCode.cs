using System.Security.Cryptography;
using System.Text;

namespace Clemap.Edge.LocalApi.Access;

/// <summary>The code with which the first account is made: who reads the controller's console or its data folder owns it anyway.</summary>
internal static class OneTimeCode
{
    // Without 0, 1, I, L and O: it is read from a console and typed on a phone.
    private const string Letters = "ABCDEFGHJKMNPQRSTUVWXYZ23456789";
    private const int Groups = 3;
    private const int GroupLetters = 4;

    public static string FileIn(string dataDir) => Path.Combine(dataDir, "one-time-code.txt");

    /// <returns>The code that stands there already, or a new one.</returns>
    public static string Ensure(string dataDir) => Read(dataDir) ?? Renew(dataDir);

    public static string? Read(string dataDir) => PrivateFile.Read(FileIn(dataDir))?.Trim() is { Length: > 0 } code ? code : null;

    public static string Renew(string dataDir)
    {
        string code = string.Join('-', Enumerable.Range(0, Groups).Select(_ => RandomNumberGenerator.GetString(Letters, GroupLetters)));
        PrivateFile.Write(FileIn(dataDir), code + "\n");
        return code;
    }

    public static bool Matches(string dataDir, string typed)
    {
        return Read(dataDir) is { } code && CryptographicOperations.FixedTimeEquals(Plain(code), Plain(typed));

        // On a phone the dashes are left out, or the keyboard makes long ones of them.
        static byte[] Plain(string text) => Encoding.UTF8.GetBytes(string.Concat(text.Where(char.IsLetterOrDigit)).ToUpperInvariant());
    }

    public static void Spend(string dataDir) => File.Delete(FileIn(dataDir));
}
