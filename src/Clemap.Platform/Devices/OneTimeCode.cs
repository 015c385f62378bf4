using System.Security.Cryptography;
using System.Text;

namespace Clemap.Platform.Devices;

/// <summary>
/// The code on the electrician's screen. It carries 100 random bits, so a plain hash, bound to the serial number, is enough to store.
/// </summary>
internal static class OneTimeCode
{
    private const string Alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    public static string Make() => RandomNumberGenerator.GetString(Alphabet, 20);

    public static byte[] Hash(string serial, string code) => SHA256.HashData(Encoding.UTF8.GetBytes($"{serial}\n{code}"));
}
