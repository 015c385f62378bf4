using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Clemap.Platform.Http;
using Clemap.Platform.Organisations;
using Clemap.Platform.Sites;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Clemap.Platform.Idempotency;

/// <summary>
/// A POST with an <c>Idempotency-Key</c> is done once: the same request again is answered as the first was. Where an endpoint keeps the key itself, with what it makes, that goes before.
/// After IETF draft-ietf-httpapi-idempotency-key-header.
/// </summary>
public static class IdempotencyMiddleware
{
    public const string Header = "Idempotency-Key";
    public const string Replayed = "Idempotency-Replayed";

    /// <summary>Stands behind authorization: who may not ask has no key kept.</summary>
    public static IApplicationBuilder UseIdempotencyKeys(this IApplicationBuilder app) => app.UseMiddleware<Step>();

    /// <summary>Whether the answer of a POST to that endpoint is kept here. Devices resend without keys: what they send names itself.</summary>
    public static bool Keeps(IEnumerable<object> metadata)
    {
        var policies = metadata.OfType<IAuthorizeData>().Select(authorize => authorize.Policy).OfType<string>().ToList();
        return policies.Count > 0 && !policies.Contains(Permission.Device)
            && metadata.OfType<MethodInfo>().FirstOrDefault()?.GetParameters().Any(parameter => parameter.GetCustomAttribute<FromHeaderAttribute>()?.Name == Header) != true;
    }

    private sealed class Step(RequestDelegate next, IdempotencyKeys keys)
    {
        public Task InvokeAsync(HttpContext http, IOrganisationContext organisation) =>
            HttpMethods.IsPost(http.Request.Method) && http.Request.Path.StartsWithSegments("/api") && http.Request.Headers.TryGetValue(Header, out var key)
            && http.GetEndpoint() is { } endpoint && Keeps(endpoint.Metadata) && organisation is { OrganisationId: { } organisationId, ActorId: { } callerId }
                ? OnceAsync(http, (organisationId, callerId), key.ToString())
                : next(http);

        private async Task OnceAsync(HttpContext http, (Guid Organisation, Guid Id) caller, string key)
        {
            if (SiteRules.CheckKey(key) is { } broken)
            {
                await Problems.Invalid([broken]).ExecuteAsync(http);
                return;
            }

            // Whoever hangs up does not stop what was begun: it would not be known how far it came.
            http.RequestAborted = CancellationToken.None;
            switch (await keys.ClaimAsync(caller, key, await HashAsync(http.Request)))
            {
                case (Claim.Answered, { } answer):
                    await ReplayAsync(http.Response, answer);
                    break;
                case (Claim.Ours, _):
                    await FirstAsync(http, caller, key);
                    break;
                case (Claim.Taken, _):
                    await Problems.Invalid(Header, "taken", "This key came with another request.").ExecuteAsync(http);
                    break;
                default:
                    http.Response.Headers.RetryAfter = "5";
                    await Problems.Conflict(
                        "unfinished", "The first request with this key is not answered yet. If that lasts, it was cut off: look whether it was done before you ask with another key.").ExecuteAsync(http);
                    break;
            }
        }

        private async Task FirstAsync(HttpContext http, (Guid Organisation, Guid Id) caller, string key)
        {
            var body = http.Response.Body;
            using var kept = new MemoryStream();
            http.Response.Body = kept;
            try
            {
                await next(http);
            }
            catch (BadHttpRequestException)
            {
                await keys.ForgetAsync(caller, key);
                throw;
            }
            finally
            {
                http.Response.Body = body;
            }

            if (http.Response.StatusCode is >= 200 and < 300)
                await keys.FinishAsync(caller, key, new(http.Response.StatusCode, http.Response.ContentType, http.Response.Headers.Location, kept.ToArray()));
            else
                await keys.ForgetAsync(caller, key);
            await body.WriteAsync(kept.GetBuffer().AsMemory(0, (int)kept.Length));
        }

        private static async Task ReplayAsync(HttpResponse response, KeptAnswer answer)
        {
            response.StatusCode = answer.Status;
            response.ContentType = answer.ContentType;
            response.Headers[Replayed] = "true";
            response.Headers.CacheControl = "no-store";
            if (answer.Location is { } location)
                response.Headers.Location = location;
            await response.Body.WriteAsync(answer.Body);
        }

        private static async Task<byte[]> HashAsync(HttpRequest request)
        {
            request.EnableBuffering();
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            hash.AppendData(Encoding.UTF8.GetBytes($"{request.Path}{request.QueryString}\n"));
            var buffer = new byte[16 * 1024];
            while (await request.Body.ReadAsync(buffer) is var read and > 0)
                hash.AppendData(buffer.AsSpan(0, read));
            request.Body.Position = 0;
            return hash.GetHashAndReset();
        }
    }
}
