package hudson.model;

public interface HealthReportingAction extends hudson.model.Action {}
