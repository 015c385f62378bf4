using System.Buffers.Text;
using System.Security.Cryptography;

namespace Clemap.Platform.Invitations;

/// <summary>What stands in the link: 256 random bits.</summary>
internal static class InvitationSecret
{
    public static string Make() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <returns><see langword="null"/> for what no letter ever held.</returns>
    public static byte[]? Hash(string secret) => secret.Length == 43 && Base64Url.IsValid(secret) ? SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(secret)) : null;
}
