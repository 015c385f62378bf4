using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Clemap.Contracts.Devices;

namespace Clemap.Edge.CloudLink;

/// <summary>The signed statement by which the device proves who it is (RFC 7523): valid for a minute, used once.</summary>
internal static class ClientAssertion
{
    private const int LifetimeS = 55;

    public static string Create(DeviceKey key, EnrolmentAnswer enrolment, DateTimeOffset now)
    {
        string header = Part(writer =>
        {
            writer.WriteString("alg", "ES256");
            // The type that marks a client assertion (RFC 7523bis); a bare "JWT" could be a token meant for something else.
            writer.WriteString("typ", "client-authentication+jwt");
            writer.WriteString("kid", key.Public.KeyId);
        });
        string claims = Part(writer =>
        {
            writer.WriteString("iss", enrolment.DeviceId);
            writer.WriteString("sub", enrolment.DeviceId);
            writer.WriteString("aud", enrolment.Audience);
            writer.WriteNumber("iat", now.ToUnixTimeSeconds());
            writer.WriteNumber("exp", now.ToUnixTimeSeconds() + LifetimeS);
            writer.WriteString("jti", Guid.CreateVersion7(now));
        });
        string signed = $"{header}.{claims}";
        return $"{signed}.{Base64Url.EncodeToString(key.Sign(Encoding.ASCII.GetBytes(signed)))}";
    }

    private static string Part(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }
        return Base64Url.EncodeToString(stream.ToArray());
    }
}
