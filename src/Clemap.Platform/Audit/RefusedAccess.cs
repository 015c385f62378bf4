using System.Text.Json;
using Clemap.Platform.Organisations;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Platform.Audit;

/// <summary>Notes in the audit of the organisation that somebody of it wanted what their roles do not allow.</summary>
/// <remarks>The same by the same is noted once an hour: nobody fills the audit by asking again.</remarks>
internal sealed class RefusedAccess(TimeProvider time) : IAuthorizationMiddlewareResultHandler
{
    private readonly AuthorizationMiddlewareResultHandler answer = new();
    private readonly Seldom<(Guid Organisation, Guid Actor, string What)> noted = new(TimeSpan.FromHours(1), time);

    public async Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Forbidden && context.RequestServices.GetRequiredService<IOrganisationContext>() is { OrganisationId: { } organisation, ActorId: { } actor })
        {
            var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "";
            var what = $"{context.Request.Method} /{route.TrimStart('/')}";
            if (noted.IsNews((organisation, actor, what)))
                await NoteAsync(context, actor, what);
        }

        await answer.HandleAsync(next, context, policy, authorizeResult);
    }

    private static Task NoteAsync(HttpContext context, Guid actor, string what) => context.RequestServices.GetRequiredService<IAuditWriter>().RecordAsync(
        AuditAction.AccessRefused, actor, JsonSerializer.Serialize(new Dictionary<string, string> { ["call"] = what }), context.RequestAborted);
}
