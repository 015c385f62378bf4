using System.Globalization;
using System.Security.Cryptography;

namespace Clemap.Edge.LocalApi.Access;

/// <summary>PBKDF2 with HMAC-SHA-512, as <c>pbkdf2-sha512$iterations$salt$hash</c>: the figure can grow later without a new format.</summary>
internal static class PasswordHash
{
    private const int Iterations = 210_000; // OWASP's figure for this function
    private const int SaltBytes = 16;
    private const int HashBytes = 32;
    private const string Scheme = "pbkdf2-sha512";

    /// <summary>Checked against when the name is unknown, so that the time tells nothing.</summary>
    public static string OfNobody { get; } = Of(Convert.ToHexString(RandomNumberGenerator.GetBytes(SaltBytes)));

    public static string Of(string password)
    {
        byte[] salt = RandomNumberGenerator.GetBytes(SaltBytes);
        byte[] hash = Rfc2898DeriveBytes.Pbkdf2(password, salt, Iterations, HashAlgorithmName.SHA512, HashBytes);
        return string.Create(CultureInfo.InvariantCulture, $"{Scheme}${Iterations}${Convert.ToBase64String(salt)}${Convert.ToBase64String(hash)}");
    }

    public static bool Matches(string password, string stored)
    {
        if (stored.Split('$') is not [Scheme, var iterations, var salt, var hash])
            return false;
        byte[] expected = Convert.FromBase64String(hash);
        byte[] actual = Rfc2898DeriveBytes.Pbkdf2(
            password, Convert.FromBase64String(salt), int.Parse(iterations, CultureInfo.InvariantCulture), HashAlgorithmName.SHA512, expected.Length);
        return CryptographicOperations.FixedTimeEquals(actual, expected);
    }
}
