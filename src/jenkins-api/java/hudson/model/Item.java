package hudson.model;

public interface Item
    extends hudson.model.PersistenceRoot,
        jenkins.model.FullyNamedModelObject,
        hudson.search.SearchableModelObject,
        jenkins.model.FullyNamed,
        jenkins.model.Named,
        hudson.security.AccessControlled,
        jenkins.util.io.OnMaster {
  hudson.security.Permission CONFIGURE = null;
  hudson.security.Permission READ = null;
  hudson.security.Permission CANCEL = null;
}
