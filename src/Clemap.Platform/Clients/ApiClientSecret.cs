using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Clemap.Platform.Clients;

/// <summary>What an API client proves itself with: 256 random bits, so that a plain hash is enough to store. The word in front lets scanners of source code find a lost one.</summary>
internal static class ApiClientSecret
{
    private const string Word = "clemap-secret-";

    public static string Make() => Word + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
