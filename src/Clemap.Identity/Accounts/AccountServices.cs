using System.Security.Claims;
using Clemap.Identity.Database;
using Clemap.Identity.ExternalSignIn;
using Clemap.Identity.Letters;
using Clemap.Identity.Links;
using Clemap.Identity.Passkeys;
using Clemap.Identity.Passwords;
using Clemap.Identity.SecondFactor;
using Clemap.Identity.Sessions;
using Clemap.Platform.Organisations;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc.ApplicationParts;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Identity.Accounts;

internal static class AccountServices
{
    public static void AddAccounts(this IServiceCollection services, IdentitySettings settings)
    {
        services.AddIdentityCore<Account>(Rules).AddSignInManager<AccountSignIn>().AddEntityFrameworkStores<IdentityContext>()
            .AddErrorDescriber<AccountErrors>()
            .AddPasswordValidator<PasswordRules>()
            .AddTokenProvider<AppCodeProvider>(AppCodeProvider.Name)
            .AddTokenProvider<RecoveryCodeProvider>(RecoveryCodeProvider.Name);
        services.AddSingleton(CommonPasswords.Open(settings.PasswordList));
        // OWASP's figure for PBKDF2 with SHA-512; the framework's own default is half of it.
        services.Configure<PasswordHasherOptions>(options => options.IterationCount = 210_000);
        services.Configure<SecurityStampValidatorOptions>(options =>
        {
            // With the 20 s of the watch, what has ended is refused within a minute.
            options.ValidationInterval = TimeSpan.FromSeconds(30);
            options.OnRefreshingPrincipal = KeepLastingClaims;
        });
        services.AddScoped<Sessions.Sessions>();
        services.AddScoped<SignInJournal>();
        services.AddScoped<SignInChange>();
        services.AddSingleton<SessionWatch>();
        services.AddSingleton<ISignIns>(provider => provider.GetRequiredService<SessionWatch>());
        services.AddScoped<SignInAttempt>();
        services.AddScoped<SecondFactors>();
        services.AddPasskeys(settings);
        services.AddScoped<ProofAgain>();
        services.AddScoped<PasswordChange>();
        services.AddScoped<AccountLinks>();
        services.AddSingleton<LetterQueue>();
        services.AddSingleton<LetterLimits>();
        services.AddScoped<LetterWriter>();
        services.AddHostedService<LetterSender>();
        services.AddAuthentication(ClemapSchemes.Default)
            .AddPolicyScheme(ClemapSchemes.Default, displayName: null, options => options.ForwardDefaultSelector = SchemeFor)
            .AddIdentityCookies(cookies =>
            {
                cookies.TwoFactorUserIdCookie?.Configure(options => HalfwayCookie(options, settings, "clemap-account-code"));
                cookies.ExternalCookie?.Configure(options => HalfwayCookie(options, settings, "clemap-account-external"));
            });
        services.ConfigureApplicationCookie(options => Cookie(options, settings));
        services.AddExternalSignIn(settings);
        services.AddRazorPages().ConfigureApplicationPartManager(AddPages);
    }

    private static Task KeepLastingClaims(SecurityStampRefreshingPrincipalContext context)
    {
        var kept = context.CurrentPrincipal!.Claims.Where(claim => AccountSignIn.Lasting.Contains(claim.Type));
        context.NewPrincipal!.AddIdentity(new ClaimsIdentity(kept.Select(claim => new Claim(claim.Type, claim.Value))));
        return Task.CompletedTask;
    }

    private static void Rules(IdentityOptions options)
    {
        options.User.RequireUniqueEmail = true;
        options.SignIn.RequireConfirmedEmail = true;
        options.ClaimsIdentity.UserIdClaimType = ClemapClaims.Subject;
        // Length is what makes a password strong; rules of composition make it "Password1!".
        options.Password.RequiredLength = PasswordRules.MinLength;
        options.Password.RequireDigit = false;
        options.Password.RequireLowercase = false;
        options.Password.RequireUppercase = false;
        options.Password.RequireNonAlphanumeric = false;
        options.Lockout.MaxFailedAccessAttempts = 5;
        options.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(10);
    }

    private static void Cookie(CookieAuthenticationOptions options, IdentitySettings settings)
    {
        options.Cookie.Name = settings.PlainHttp ? "clemap-account" : "__Host-clemap-account";
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.Cookie.SecurePolicy = settings.PlainHttp ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
        options.ExpireTimeSpan = TimeSpan.FromHours(8);
        options.SlidingExpiration = true;
        options.LoginPath = AccountPaths.Login;
        options.LogoutPath = AccountPaths.Logout;
        options.AccessDeniedPath = AccountPaths.Denied;
        options.ReturnUrlParameter = AccountPaths.ReturnUrl;
    }

    // Between password and code, or between the external issuer and what its answer is for.
    private static void HalfwayCookie(CookieAuthenticationOptions options, IdentitySettings settings, string name)
    {
        options.Cookie.Name = settings.PlainHttp ? name : "__Host-" + name;
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.Cookie.SecurePolicy = settings.PlainHttp ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
        options.ExpireTimeSpan = TimeSpan.FromMinutes(5);
        options.SlidingExpiration = false;
    }

    private static string SchemeFor(HttpContext http)
    {
        var path = http.Request.Path;
        // As routes are matched: in whichever case. Otherwise "/API" would be the API behind the portal's cookie.
        if (path.StartsWithSegments("/api"))
            return ClemapSchemes.Bearer;
        return path.StartsWithSegments("/connect") || path.StartsWithSegments("/account")
            ? ClemapSchemes.Account
            : ClemapSchemes.Portal;
    }

    // A host built with the web SDK finds the pages by itself; any other (a test) does not.
    private static void AddPages(ApplicationPartManager manager)
    {
        var assembly = typeof(AccountServices).Assembly;
        if (manager.ApplicationParts.Any(part => part.Name == assembly.GetName().Name))
            return;
        foreach (var part in ApplicationPartFactory.GetApplicationPartFactory(assembly).GetApplicationParts(assembly))
            manager.ApplicationParts.Add(part);
    }
}
