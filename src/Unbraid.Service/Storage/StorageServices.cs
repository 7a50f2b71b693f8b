using Microsoft.EntityFrameworkCore;

namespace Unbraid.Service.Storage;

/// <summary>The room of what is kept: rows in the database, files in the object store.</summary>
internal static class StorageServices
{
    public static void AddStorage(this IServiceCollection services, DataFolder folder)
    {
        services.AddSingleton(folder).AddSingleton(folder.Reserve).AddSingleton<ObjectStore>().AddSingleton<StorageFigures>().AddSingleton<StorageQuota>().AddSingleton<LinkedFiles>();
        services.AddStorageReadiness();
        services.AddPooledDbContextFactory<ServiceDb>(
            db => db.UseSqlite(Database.ConnectionString(folder.Database)).AddInterceptors(new BusyWait()));
        services.AddScoped(provider => provider.GetRequiredService<IDbContextFactory<ServiceDb>>().CreateDbContext());
    }
}
