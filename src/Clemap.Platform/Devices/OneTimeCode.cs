using System.Security.Cryptography;
using System.Text;

namespace Clemap.Platform.Devices;

/// <summary>
/// The code on the label of a device, or on the electrician's screen. It carries 100 random bits, so a plain hash, bound to the serial number, is enough to store.
/// </summary>
internal static class OneTimeCode
{
    /// <summary>Letters and digits of a code that somebody else made.</summary>
    public const int Shortest = 16;

    public const int Longest = 64;

    private const int Group = 5;
    private const string Alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    public static string Make() => RandomNumberGenerator.GetString(Alphabet, 20);

    /// <summary>As people read it out: in groups of five with dashes between.</summary>
    public static string Grouped(string code) => string.Join('-', code.Chunk(Group).Select(group => new string(group)));

    /// <summary>As it counts, however it was typed: letters and digits only, in capitals.</summary>
    public static string Plain(string code) => string.Concat(code.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();

    /// <summary>SHA-256 of the serial number, a line feed and the <see cref="Plain"/> code, in UTF-8.</summary>
    public static byte[] Hash(string serial, string code) => SHA256.HashData(Encoding.UTF8.GetBytes($"{serial}\n{Plain(code)}"));
}
