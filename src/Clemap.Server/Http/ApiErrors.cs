using System.Text.Json;
using Clemap.Platform.Http;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.WebUtilities;

namespace Clemap.Server.Http;

/// <summary>Every error of the API is a problem document with a code, also those that no endpoint wrote.</summary>
internal static class ApiErrors
{
    public static void AddApiErrors(this IServiceCollection services)
    {
        // A body that cannot be read becomes an exception with the place in it, instead of an empty 400.
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.AddExceptionHandler<UnreadableRequest>();
        services.AddExceptionHandler<DatabaseAway>();
        services.AddProblemDetails(options => options.CustomizeProblemDetails = context =>
            context.ProblemDetails.Extensions.TryAdd("code", CodeOf(context.HttpContext.Response.StatusCode)));
    }

    public static void UseApiErrors(this IApplicationBuilder app)
    {
        app.UseExceptionHandler();
        app.UseWhen(http => http.Request.Path.StartsWithSegments("/api"), api => api.UseStatusCodePages());
    }

    // "Not Found" becomes "not-found".
    private static string CodeOf(int status) => ReasonPhrases.GetReasonPhrase(status) switch
    {
        "" => "error",
        var phrase => phrase.ToLowerInvariant().Replace(' ', '-'),
    };

    private sealed class UnreadableRequest : IExceptionHandler
    {
        public async ValueTask<bool> TryHandleAsync(HttpContext http, Exception exception, CancellationToken cancellationToken)
        {
            // What the framework says of a form with a zero, or with more in it than it takes.
            if (http.Request.HasFormContentType && (exception is InvalidDataException || exception.InnerException is InvalidDataException))
            {
                await Problems.Invalid("", "malformed", "The form cannot be read.").ExecuteAsync(http);
                return true;
            }

            if (exception is not BadHttpRequestException unreadable)
                return false;
            if (unreadable.StatusCode != StatusCodes.Status400BadRequest)
            {
                await Problems.Problem(unreadable.StatusCode, CodeOf(unreadable.StatusCode), "The request cannot be served.").ExecuteAsync(http);
                return true;
            }

            var field = (unreadable.InnerException as JsonException)?.Path?.TrimStart('$', '.') ?? "";
            await Problems.Invalid(field, "malformed", "The request cannot be read.").ExecuteAsync(http);
            return true;
        }
    }
}
