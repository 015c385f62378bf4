using System.Buffers.Text;
using System.Text.Json;

namespace Clemap.Identity.Tests.Hosting;

/// <summary>Reads a JSON Web Token without checking it.</summary>
internal static class TokenContent
{
    public static JsonElement Of(string token) => JsonElement.Parse(Base64Url.DecodeFromChars(token.Split('.')[1]));

    public static JsonElement Of(JsonElement tokens, string name) => Of(tokens.GetProperty(name).GetString()!);

    public static string? Text(this JsonElement content, string name) => content.GetProperty(name).GetString();

    public static async Task<string?> ErrorAsync(this HttpResponseMessage answer, CancellationToken cancellationToken) =>
        JsonElement.Parse(await answer.Content.ReadAsStringAsync(cancellationToken)).Text("error");
}
